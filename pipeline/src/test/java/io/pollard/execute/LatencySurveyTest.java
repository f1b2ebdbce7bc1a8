package io.pollard.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.measure.latency.InferenceRuntime;
import io.pollard.measure.latency.InferenceRuntimes;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.selection.LatencyTable;
import io.pollard.prune.structure.Filter;
import io.pollard.spec.Fraction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatencySurveyTest {
  private static final List<Fraction> WIDTHS = List.of(new Fraction(0.5), new Fraction(1.0));

  private static Network network() {
    GraphBuilder graph = new GraphBuilder("timed", new Shape(2, 6, 6));
    String conv1 = graph.convolution("conv1", graph.input(), 8, 3, 1, 1, false);
    String pool = graph.maxPool("pool", graph.relu("relu", graph.batchNorm("bn", conv1)), 2);
    String conv2 = graph.convolution("conv2", pool, 4, 3, 1, 1, true);
    return Dl4jNetworks.fromGraph("timed", graph.classifier("fc", conv2, 3));
  }

  private static LatencyTable measured(InferenceRuntime runtime) {
    Network network = network();
    return LatencySurvey.measure(
        runtime,
        network,
        new float[network.layout().length()],
        new Filter().groups(network),
        4,
        WIDTHS,
        1);
  }

  /** Says that a node takes as many milliseconds as it has output channels. */
  private record Counting() implements InferenceRuntime {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String version() {
      return "counting 1";
    }

    @Override
    public Optional<String> refusal(Network network) {
      return Optional.empty();
    }

    @Override
    public Map<String, Double> layers(Network network, float[] parameters, int batch, int runs) {
      Map<String, Double> times = new HashMap<>(Map.of("reorder", 0.5));
      network
          .graph()
          .nodes()
          .forEach(node -> times.put(node.name(), (double) node.output().channels()));
      return times;
    }

    @Override
    public Session open(Network network, float[] parameters, int batch) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void everyWidthIsTimedAndWhatFollowsALayerIsItsOwn() {
    LatencyTable table = measured(new Counting());

    assertThat(table.runtime()).startsWith("counting 1, ");
    assertThat(table.batch()).isEqualTo(4);
    assertThat(table.widths()).isEqualTo(WIDTHS);
    assertThat(table.layers())
        .containsOnlyKeys("conv1", "bn", "conv2", "fc", LatencyTable.OTHER)
        .containsEntry("conv1", List.of(4.0, 8.0))
        // batch norm, ReLU and pooling
        .containsEntry("bn", List.of(12.0, 24.0))
        // the convolution, and its flattened image of 3x3
        .containsEntry("conv2", List.of(20.0, 40.0))
        // the classifier and its softmax
        .containsEntry("fc", List.of(6.0, 6.0))
        // the input and the reorder
        .containsEntry(LatencyTable.OTHER, List.of(2.5, 2.5));
  }

  @Test
  void enginesAreAskedForTheirKernels() {
    for (InferenceRuntime runtime : InferenceRuntimes.all()) {
      if (runtime.name().equals("dl4j")) {
        assertThatThrownBy(() -> measured(runtime))
            .isInstanceOf(UserException.class)
            .hasMessage(
                "Cannot time timed layer by layer: dl4j does not tell them apart; choose another runtime");
      } else {
        assertThat(measured(runtime).layers()).containsKeys("conv1", "conv2", "fc");
      }
    }
  }
}
