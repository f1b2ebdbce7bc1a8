package io.pollard.prune.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.Contracts;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.structure.Groups.Block;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every structure that the service loader finds. */
class StructureContractTest {
  private static final Network NETWORK = TestNetworks.dense("net", 6, 4, 3);

  static List<Structure> all() {
    return Contracts.all(Structure.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(Structure structure) {
    Contracts.travels(structure, Structure.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void groupsLieInPrunableTensorsInNetworkOrder(Structure structure) {
    int end = 0;
    for (Block block : structure.groups(NETWORK).blocks()) {
      assertThat(block.slice().prunable()).isTrue();
      assertThat(block.slice().offset()).isGreaterThanOrEqualTo(end);
      end = block.slice().end();
      assertThat(block.count() * block.size()).isEqualTo(block.slice().length());
    }
    assertThat(structure.groups(NETWORK).count()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDeterministic(Structure structure) {
    assertThat(structure.groups(NETWORK)).isEqualTo(structure.groups(NETWORK));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everythingIsKeptInADenseNetworkAndNothingInAnEmptiedLayer(Structure structure) {
    Mask dense = Mask.dense(NETWORK.layout().length());
    for (Block block : structure.groups(NETWORK).blocks()) {
      assertThat(block.kept(dense)).isEqualTo(block.count());
      Mask emptied =
          Mask.of(dense.length(), i -> i < block.slice().offset() || i >= block.slice().end());
      assertThat(block.kept(emptied)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aNetworkWithoutPrunableTensorsHasNoGroups(Structure structure) {
    assertThat(structure.groups(TestNetworks.tensors()).count()).isZero();
  }
}
