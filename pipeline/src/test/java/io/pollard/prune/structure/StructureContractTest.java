package io.pollard.prune.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.zoo.Lenet5;
import io.pollard.prune.Contracts;
import io.pollard.prune.TestNetworks;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every structure that the service loader finds. */
class StructureContractTest {
  private static final Network NETWORK = new Lenet5().build(new Shape(1, 28, 28), 10);

  static List<Structure> all() {
    return Contracts.all(Structure.class);
  }

  private static BitSet pruned(Block block, int group) {
    BitSet pruned = new BitSet();
    block.forEachPruned(group, pruned::set);
    return pruned;
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(Structure structure) {
    Contracts.travels(structure, Structure.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void blocksAreInNetworkOrder(Structure structure) {
    List<String> layers = NETWORK.layout().slices().stream().map(Slice::layer).distinct().toList();
    List<Integer> places =
        structure.groups(NETWORK).blocks().stream().map(b -> layers.indexOf(b.layer())).toList();
    assertThat(places).isSorted().doesNotContain(-1).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyGroupHoldsSomethingThatMayBePrunedAndNoStatistics(Structure structure) {
    BitSet parameters = new BitSet();
    BitSet prunable = new BitSet();
    for (Slice slice : NETWORK.layout().slices()) {
      parameters.set(slice.offset(), slice.end(), slice.role().isParameter());
      prunable.set(slice.offset(), slice.end(), slice.prunable());
    }
    for (Block block : structure.groups(NETWORK).blocks()) {
      for (int group = 0; group < block.count(); group++) {
        BitSet pruned = pruned(block, group);
        assertThat(pruned.intersects(prunable)).isTrue();
        pruned.andNot(parameters);
        assertThat(pruned.isEmpty()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDeterministic(Structure structure) {
    assertThat(structure.groups(NETWORK)).isEqualTo(structure.groups(NETWORK));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aGroupGoesWithoutTakingAnotherAlong(Structure structure) {
    for (Block block : structure.groups(NETWORK).blocks()) {
      Mask dense = Mask.dense(NETWORK.layout().length());
      assertThat(block.kept(dense)).isEqualTo(block.count());
      int middle = block.count() / 2;
      BitSet pruned = pruned(block, middle);
      Mask mask = Mask.of(dense.length(), i -> !pruned.get(i));
      assertThat(block.kept(middle, mask)).isFalse();
      assertThat(block.kept(mask)).isEqualTo(block.count() - 1);
      for (Block other : structure.groups(NETWORK).blocks()) {
        if (!other.layer().equals(block.layer())) {
          assertThat(other.kept(mask)).isEqualTo(other.count());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingIsKeptInAnEmptiedNetwork(Structure structure) {
    Mask nothing = Mask.of(NETWORK.layout().length(), i -> false);
    for (Block block : structure.groups(NETWORK).blocks()) {
      assertThat(block.kept(nothing)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void scoresEveryGroupByWhatIsItsOwn(Structure structure) {
    Groups groups = structure.groups(NETWORK);
    float[] ones = new float[NETWORK.layout().length()];
    Arrays.fill(ones, 1f);
    float[] scores = groups.aggregate(ones);
    assertThat(scores).hasSize(groups.count());
    for (float score : scores) {
      assertThat(score).isPositive();
    }
    Arrays.fill(ones, Float.NaN);
    assertThat(groups.aggregate(ones)).containsOnly(Float.NaN);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aNetworkWithoutPrunableTensorsHasNoGroups(Structure structure) {
    assertThat(structure.groups(TestNetworks.tensors()).count()).isZero();
  }
}
