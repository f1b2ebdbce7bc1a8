package io.pollard.prune.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.prune.Contracts;
import io.pollard.prune.TestNetworks;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every structure that the service loader finds. */
class StructureContractTest {
  private static final Network LENET = new Lenet5().build(new Shape(1, 28, 28), 10);
  private static final Network RESNET =
      new Resnet(8, Shortcut.B, new KaimingNormal()).build(new Shape(3, 8, 8), 10);

  static List<Structure> all() {
    return Contracts.all(Structure.class);
  }

  /** One that has such groups. */
  private static Network network(Structure structure) {
    return structure.groups(LENET).count() > 0 ? LENET : RESNET;
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
    Network network = network(structure);
    List<String> layers = network.layout().slices().stream().map(Slice::layer).distinct().toList();
    List<Integer> places =
        structure.groups(network).blocks().stream().map(b -> layers.indexOf(b.layer())).toList();
    assertThat(places).isSorted().doesNotContain(-1).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyGroupHoldsSomethingThatMayBePrunedAndNoStatistics(Structure structure) {
    Network network = network(structure);
    BitSet parameters = new BitSet();
    BitSet prunable = new BitSet();
    for (Slice slice : network.layout().slices()) {
      parameters.set(slice.offset(), slice.end(), slice.role().isParameter());
      prunable.set(slice.offset(), slice.end(), slice.prunable());
    }
    for (Block block : structure.groups(network).blocks()) {
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
    Network network = network(structure);
    assertThat(structure.groups(network)).isEqualTo(structure.groups(network));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aGroupGoesWithoutTakingAnotherAlong(Structure structure) {
    Network network = network(structure);
    for (Block block : structure.groups(network).blocks()) {
      Mask dense = Mask.dense(network.layout().length());
      assertThat(block.kept(dense)).isEqualTo(block.count());
      int middle = block.count() / 2;
      BitSet pruned = pruned(block, middle);
      Mask mask = Mask.of(dense.length(), i -> !pruned.get(i));
      assertThat(block.kept(middle, mask)).isFalse();
      assertThat(block.kept(mask)).isEqualTo(block.count() - 1);
      for (Block other : structure.groups(network).blocks()) {
        if (!other.layer().equals(block.layer())) {
          assertThat(other.kept(mask)).isEqualTo(other.count());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingIsKeptInAnEmptiedNetwork(Structure structure) {
    Network network = network(structure);
    Mask nothing = Mask.of(network.layout().length(), i -> false);
    for (Block block : structure.groups(network).blocks()) {
      assertThat(block.kept(nothing)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void scoresEveryGroupByWhatIsItsOwn(Structure structure) {
    Network network = network(structure);
    Groups groups = structure.groups(network);
    float[] ones = new float[network.layout().length()];
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
  void aGroupsOwnIsInNoOtherGroupAndGoesWithIt(Structure structure) {
    BitSet owned = new BitSet();
    for (Block block : structure.groups(network(structure)).blocks()) {
      for (int group = 0; group < block.count(); group++) {
        BitSet pruned = pruned(block, group);
        int[] own = own(block, group);
        assertThat(own).isSorted().hasSizeBetween(1, pruned.cardinality());
        assertThat(block.size()).isIn(0, own.length);
        for (int index : own) {
          assertThat(pruned.get(index)).isTrue();
          assertThat(owned.get(index)).isFalse();
          owned.set(index);
        }
      }
    }
  }

  private static int[] own(Block block, int group) {
    IntStream.Builder own = IntStream.builder();
    block.forEachOwn(group, own::add);
    return own.build().toArray();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aNetworkWithoutPrunableTensorsHasNoGroups(Structure structure) {
    assertThat(structure.groups(TestNetworks.tensors()).count()).isZero();
  }
}
