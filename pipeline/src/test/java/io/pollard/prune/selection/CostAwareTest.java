package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.engine.ContractNetworks;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Fraction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostAwareTest {

  /** conv1: 2 filters of 1x1 on 2x2 pixels; conv2: 3 of 2x2 on one pixel; a classifier of 2. */
  private static Network network() {
    GraphBuilder graph = new GraphBuilder("costs", new Shape(1, 2, 2));
    String conv1 = graph.relu(graph.convolution("conv1", graph.input(), 2, 1, 1, 0, false));
    String conv2 = graph.relu(graph.convolution("conv2", conv1, 3, 2, 1, 0, false));
    return Dl4jNetworks.fromGraph("costs", graph.classifier("fc", conv2, 2));
  }

  private static Mask select(Selection selection, Groups groups, float[] scores, double share) {
    Network network = network();
    return selection.select(
        network,
        groups,
        Mask.dense(network.layout().length()),
        scores,
        new Amount.Sparsity(new Fraction(share)));
  }

  /** The two weights of conv1 are multiplied 4 times each, all others once. */
  @Test
  void weightsByTheirUses() {
    Groups groups = new Weight().groups(network());
    float[] scores = new float[2 + 24 + 6];
    Arrays.fill(scores, 2f);
    scores[0] = 7f;
    scores[1] = 9f;
    Mask mask = select(new CostAware(), groups, scores, 1.0 / 32);
    List<Slice> slices = network().layout().prunable();
    assertThat(slices.get(0).layer()).isEqualTo("conv1");
    assertThat(mask.kept(slices.get(0).offset())).isFalse();
    assertThat(mask.kept()).isEqualTo(mask.length() - 1);
    Mask global = select(new Global(), groups, scores, 1.0 / 32);
    assertThat(global.kept(slices.get(0).offset())).isTrue();
  }

  /**
   * A channel of conv1 costs 4 of its own and 3 x 4 where conv2 reads it: 16. One of conv2 costs 8
   * and 2 in the classifier: 10.
   */
  @Test
  void channelsWithWhatReadsThem() {
    Groups groups = new Filter().groups(network());
    float[] scores = {15.9f, 100f, 10.1f, 10.1f, 10.1f};
    assertThat(gone(select(new CostAware(), groups, scores, 0.2), groups)).containsExactly(0);
    scores[0] = 16.3f;
    assertThat(gone(select(new CostAware(), groups, scores, 0.2), groups)).containsExactly(2);
    assertThat(
            gone(
                select(new CostAware(0, List.of(), Compatibility.HOUSE), groups, scores, 0.2),
                groups))
        .containsExactly(2);
  }

  private static List<Integer> gone(Mask mask, Groups groups) {
    List<Integer> gone = new ArrayList<>();
    int first = 0;
    for (Block block : groups.blocks()) {
      for (int group = 0; group < block.count(); group++) {
        if (!block.kept(group, mask)) {
          gone.add(first + group);
        }
      }
      first += block.count();
    }
    return gone;
  }

  @Test
  void withoutCostsItIsGlobal() {
    Network network = ContractNetworks.convolutional();
    float[] values = ContractNetworks.values(network, 4);
    Groups groups = new Weight().groups(network);
    float[] scores = groups.aggregate(values);
    Mask dense = Mask.dense(values.length);
    Amount half = new Amount.Sparsity(new Fraction(0.5));
    assertThat(
            new CostAware(0, List.of(), Compatibility.HOUSE)
                .select(network, groups, dense, scores, half))
        .isEqualTo(new Global().select(network, groups, dense, scores, half));
  }

  /** Whoever is better gone saves nothing by being expensive. */
  @Test
  void negativeScoresGoFirstTheMoreTheyCost() {
    Groups groups = new Weight().groups(network());
    float[] scores = new float[32];
    scores[0] = -1f;
    scores[5] = -2f;
    Mask mask = select(new CostAware(), groups, scores, 1.0 / 32);
    assertThat(mask.kept(network().layout().prunable().get(0).offset())).isFalse();
  }

  @Test
  void exponentIsChecked() {
    assertThatThrownBy(() -> new CostAware(-1, List.of(), Compatibility.HOUSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exponent is at least 0, found -1.0");
  }
}
