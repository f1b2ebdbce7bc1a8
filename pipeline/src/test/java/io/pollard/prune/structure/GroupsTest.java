package io.pollard.prune.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.TestNetworks;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private static final Network NETWORK = TestNetworks.dense("net", 3, 2, 2);
  private static final List<Slice> PRUNABLE = NETWORK.layout().prunable();

  @Test
  void weightsAreGroupsOfOne() {
    Groups groups = new Weight().groups(NETWORK);
    assertThat(groups.blocks())
        .containsExactly(new Elements(PRUNABLE.get(0), 1), new Elements(PRUNABLE.get(1), 1));
    assertThat(groups.count()).isEqualTo(10);
  }

  @Test
  void aWeightKeepsItsScoreToTheLastBit() {
    float[] elements = {0.1f, -0f, 3, 4, 5, 6, 99, 99, 7, Float.NaN, 9, Float.MIN_VALUE, 99, 99};
    assertThat(new Weight().groups(NETWORK).aggregate(elements))
        .containsExactly(0.1f, -0f, 3, 4, 5, 6, 7, Float.NaN, 9, Float.MIN_VALUE);
  }

  @Test
  void aGroupsScoreIsTheSumInDouble() {
    Groups rows =
        new Groups(List.of(new Elements(PRUNABLE.get(0), 3), new Elements(PRUNABLE.get(1), 2)));
    // 2^24 + 1 + 1 is 2^24 when it is added up in float.
    float[] elements = {0x1p24f, 1, 1, 4, 5, 6, 99, 99, 7, 8, 9, 10, 99, 99};
    assertThat(rows.aggregate(elements)).containsExactly(0x1p24f + 2, 15, 15, 19);
  }

  @Test
  void aGroupIsThereAsLongAsOneElementIs() {
    Elements rows = new Elements(PRUNABLE.get(0), 3);
    Mask mask = Mask.of(14, i -> i == 4);
    assertThat(rows.kept(0, mask)).isFalse();
    assertThat(rows.kept(1, mask)).isTrue();
    assertThat(rows.kept(mask)).isEqualTo(1);
    assertThat(rows.start(1)).isEqualTo(3);
  }

  @Test
  void refusesAGroupSizeThatDoesNotDivideTheTensor() {
    assertThatThrownBy(() -> new Elements(PRUNABLE.get(0), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fc1.weight of 6 elements cannot be cut into groups of 4");
  }
}
