package io.pollard.prune.repair;

import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Damaged networks, and examples to repair them with. */
final class Damages {
  private static final int SHARD = 20;
  private static final int MOST = 20;

  private Damages() {}

  /** A network without the last channels of every block. */
  static Damage of(Network network, Groups groups, float[] weights, double share) {
    BitSet gone = new BitSet();
    for (Block block : groups.blocks()) {
      int stays = Math.max(1, block.count() - (int) Math.round(share * block.count()));
      for (int group = stays; group < block.count(); group++) {
        block.forEachPruned(group, gone::set);
      }
    }
    return of(network, groups, weights, gone);
  }

  static Damage of(Network network, Groups groups, float[] weights, BitSet gone) {
    int length = network.layout().length();
    return new Damage(
        network, groups, weights, Mask.dense(length), Mask.of(length, i -> !gone.get(i)), 7);
  }

  /** Writes the values of a slice. */
  static void set(Network network, float[] weights, String layer, Role role, double... values) {
    Slice slice = network.layout().find(layer, role).orElseThrow();
    for (int i = 0; i < values.length; i++) {
      weights[slice.offset() + i] = (float) values[i];
    }
  }

  static float[] get(Network network, float[] weights, String layer, Role role) {
    Slice slice = network.layout().find(layer, role).orElseThrow();
    return Arrays.copyOfRange(weights, slice.offset(), slice.end());
  }

  /** Examples of independent normal values, the same for the same network. */
  static Examples noise(Network network) {
    return new Noise(network);
  }

  /** Logits of a network for the examples of a shard. */
  static float[] logits(Network network, float[] weights, Mask mask, int shard) {
    String loss = network.graph().nodes().get(network.graph().nodes().size() - 1).name();
    try (Examples.Probe probe = noise(network).probe(weights, mask)) {
      return probe.values(shard, List.of(loss)).get(loss);
    }
  }

  private record Noise(Network network) implements Examples {

    @Override
    public int shards(int examples) {
      return Math.min(MOST, (examples + SHARD - 1) / SHARD);
    }

    @Override
    public Probe probe(float[] weights, Mask mask) {
      CompiledNetwork compiled = Engines.preferred(network).compile(network, SHARD);
      float[] masked = weights.clone();
      mask.apply(masked);
      compiled.mask(mask);
      compiled.parameters(masked);
      return new Probe() {
        @Override
        public Map<String, float[]> values(int shard, Collection<String> nodes) {
          Draws draws = Draws.of(shard, "noise");
          float[] features = new float[SHARD * network.input().size()];
          for (int i = 0; i < features.length; i++) {
            features[i] = (float) draws.nextGaussian();
          }
          String input = network.graph().nodes().get(0).name();
          return compiled.forward(Map.of(input, features), SHARD, nodes);
        }

        @Override
        public void close() {
          compiled.close();
        }
      };
    }
  }
}
