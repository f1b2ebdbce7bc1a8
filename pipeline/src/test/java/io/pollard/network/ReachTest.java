package io.pollard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReachTest {
  private final LayerGraph graph = residual();

  /** A block with a shortcut, a branch that leads nowhere, and a classifier. */
  private static LayerGraph residual() {
    GraphBuilder builder = new GraphBuilder("residual", new Shape(3, 8, 8));
    String stem = builder.convolution("stem", builder.input(), 4, 3, 1, 1, true);
    String first = builder.relu(builder.convolution("first", stem, 4, 3, 1, 1, true));
    String second = builder.convolution("second", first, 4, 3, 1, 1, true);
    builder.convolution("idle", stem, 2, 1, 1, 0, true);
    String sum = builder.add("sum", second, stem);
    return builder.classifier("fc", builder.globalAveragePool("pool", sum), 4);
  }

  @Test
  void aBranchAroundTheChangeIsAnInput() {
    Reach reach = Reach.of(graph, List.of("second"));
    assertThat(reach.nodes()).containsExactly("second", "sum", "pool", "fc", "fc:loss");
    assertThat(reach.inputs()).containsExactly("stem", "first:activation");
  }

  @Test
  void aChangeAtTheTopReachesEverythingThatCounts() {
    Reach reach = Reach.of(graph, List.of("stem"));
    assertThat(reach.nodes())
        .containsExactly(
            "stem", "first", "first:activation", "second", "sum", "pool", "fc", "fc:loss");
    assertThat(reach.inputs()).containsExactly("input");
  }

  @Test
  void severalChangesReachTogether() {
    Reach reach = Reach.of(graph, List.of("fc", "second"));
    assertThat(reach).isEqualTo(Reach.of(graph, List.of("second")));
    assertThat(Reach.of(graph, List.of("fc")).inputs()).containsExactly("pool");
  }

  @Test
  void whatTheLossDoesNotReadReachesNothing() {
    Reach reach = Reach.of(graph, List.of("idle"));
    assertThat(reach.nodes()).isEmpty();
    assertThat(reach.inputs()).isEmpty();
  }

  @Test
  void unknownNamesAreAnError() {
    assertThatThrownBy(() -> Reach.of(graph, List.of("stem", "none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no nodes [none]");
  }
}
