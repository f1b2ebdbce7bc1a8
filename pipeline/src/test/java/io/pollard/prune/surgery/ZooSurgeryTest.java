package io.pollard.prune.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Reference;
import io.pollard.prune.Contracts;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Neuron;
import io.pollard.prune.structure.Structure;
import io.pollard.random.Draws;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every network of the zoo, found by the service loader. */
class ZooSurgeryTest {
  private static final int BATCH = 2;

  static List<NetworkFamily> zoo() {
    return Contracts.all(NetworkFamily.class).stream()
        .filter(family -> family.getClass().getPackageName().endsWith(".zoo"))
        .toList();
  }

  private static Mask withoutSome(Network network, long seed) {
    BitSet gone = new BitSet();
    for (Structure structure : List.of(new Filter(), new Neuron())) {
      for (Block block : structure.groups(network).blocks()) {
        int[] order = Draws.of(seed, block.layer()).permutation(block.count());
        int some = (int) (block.count() * (0.2 + 0.6 * Draws.of(seed, "ratio").nextDouble()));
        Stream.iterate(0, i -> i < some, i -> i + 1)
            .forEach(i -> block.forEachPruned(order[i], gone::set));
      }
    }
    return Mask.of(network.layout().length(), i -> !gone.get(i));
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void theSmallerNetworkEqualsTheMaskedOneAndTrainsOnAndIsExported(NetworkFamily family)
      throws IOException {
    boolean small = family.name().startsWith("lenet");
    Network network = family.build(small ? new Shape(1, 28, 28) : new Shape(3, 32, 32), 10);
    Mask mask = withoutSome(network, 3);
    SmallerNetwork smaller = Surgery.remove(network, mask);
    NetworkCounts counts = NetworkCounts.of(network, mask);
    assertThat(NetworkCounts.of(smaller.network()).macs())
        .isEqualTo(counts.macsEffective())
        .isLessThan(counts.macs());

    float[] parameters = Reference.parameters(network, 5);
    float[] features = new float[BATCH * network.input().size()];
    System.arraycopy(Reference.example(network, 6), 0, features, 0, features.length / BATCH);
    System.arraycopy(
        Reference.example(network, 7),
        0,
        features,
        features.length / BATCH,
        features.length / BATCH);
    float[] expected = new float[BATCH * 10];
    float[] found = new float[BATCH * 10];
    try (CompiledNetwork masked = Engines.preferred(network).compile(network, BATCH)) {
      masked.mask(mask);
      masked.parameters(parameters);
      masked.logits(features, BATCH, expected);
    }
    try (CompiledNetwork physical =
        Engines.preferred(smaller.network()).compile(smaller.network(), BATCH)) {
      physical.parameters(smaller.slice(parameters));
      physical.logits(features, BATCH, found);
      float largest = 1f;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(found).containsExactly(expected, within(1e-5f * largest));
    }
    AfterSurgery.requireEpochExportAndReload(
        smaller.network(),
        smaller.slice(parameters),
        AfterSurgery.randomEpoch(smaller.network(), 4, 8, 9),
        9);
  }
}
