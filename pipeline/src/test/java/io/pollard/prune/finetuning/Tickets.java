package io.pollard.prune.finetuning;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Elements;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weight;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Networks right after selection. Values tell where they come from: see the constants. */
final class Tickets {
  static final Network NETWORK = TestNetworks.dense("net", 30, 20, 10);
  static final int LENGTH = NETWORK.layout().length();
  static final float TRAINED = 1f;
  static final float REWOUND = 2f;
  static final float MOMENTUM = 3f;
  static final int REWOUND_TO = 40;

  private Tickets() {}

  static Pruned sparse() {
    return with(new Weight().groups(NETWORK), i -> i % 4 == 0, 1, 1);
  }

  static Pruned sparse(long seed, int level) {
    return with(new Weight().groups(NETWORK), i -> i % 4 == 0, seed, level);
  }

  static Pruned dense() {
    return with(new Weight().groups(NETWORK), i -> true, 1, 1);
  }

  static Pruned emptied() {
    return with(new Weight().groups(NETWORK), i -> i > 800, 1, 1);
  }

  static Pruned rows() {
    Groups rows =
        new Groups(
            NETWORK.layout().prunable().stream()
                .<Block>map(slice -> new Elements(slice, slice.shape().get(1)))
                .toList());
    Slice last = NETWORK.layout().prunable().get(1);
    return with(rows, i -> i < 30 * 7 || i >= last.offset() + 20 * 4, 1, 1);
  }

  private static Pruned with(Groups groups, IntPredicate keep, long seed, int level) {
    boolean[] prunable = new boolean[LENGTH];
    NETWORK
        .layout()
        .prunable()
        .forEach(slice -> Arrays.fill(prunable, slice.offset(), slice.end(), true));
    return new Pruned(
        NETWORK,
        groups,
        filled(TRAINED, LENGTH),
        Mask.of(LENGTH, i -> !prunable[i] || keep.test(i)),
        new Pruned.Checkpoint(REWOUND_TO, filled(REWOUND, LENGTH), filled(MOMENTUM, LENGTH)),
        fresh -> filled(Float.intBitsToFloat((int) (fresh & 0x3fffffff)), LENGTH),
        fresh -> filled(-Float.intBitsToFloat((int) (fresh & 0x3fffffff)), LENGTH),
        10,
        seed,
        level);
  }

  private static float[] filled(float value, int length) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }
}
