package io.pollard.prune.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CouplingTest {

  private static GraphBuilder image(int channels) {
    return new GraphBuilder("net", new Shape(channels, 4, 4));
  }

  private static String conv(GraphBuilder graph, String name, String from, int nOut) {
    return graph.convolution(name, from, nOut, 3, 1, 1, true);
  }

  private static boolean[] frozen(Coupling coupling, String node) {
    int[] units = coupling.units(node);
    boolean[] frozen = new boolean[units.length];
    for (int i = 0; i < units.length; i++) {
      frozen[i] = coupling.isFrozen(units[i]);
    }
    return frozen;
  }

  @Test
  void aConvolutionBeginsUnitsAndWhatWorksChannelByChannelPassesThemOn() {
    GraphBuilder graph = image(2);
    String conv = conv(graph, "conv", graph.input(), 3);
    String bn = graph.batchNorm("bn", conv);
    String relu = graph.relu("relu", bn);
    String scale = graph.scale("scale", graph.dropout("drop", relu, 0.5), 2.0);
    String pool = graph.globalAveragePool("gap", graph.maxPool("pool", scale, 2));
    Coupling coupling = Coupling.of(graph.classifier("fc", pool, 2));

    assertThat(coupling.units("input")).containsExactly(0, 1);
    assertThat(coupling.units("conv")).containsExactly(2, 3, 4);
    for (String node : List.of("bn", "relu", "drop", "scale", "pool", "gap")) {
      assertThat(coupling.units(node)).containsExactly(2, 3, 4);
    }
    assertThat(frozen(coupling, "input")).containsOnly(true);
    assertThat(frozen(coupling, "conv")).containsOnly(false);
    assertThat(frozen(coupling, "fc")).containsOnly(true);
  }

  @Test
  void aSumMergesAndAConcatenationLinesUp() {
    GraphBuilder graph = image(1);
    String a = conv(graph, "a", graph.input(), 2);
    String b = conv(graph, "b", graph.input(), 3);
    String both = graph.concat("both", a, b);
    String c = conv(graph, "c", both, 5);
    String sum = graph.add("sum", c, both);
    Coupling coupling = Coupling.of(graph.classifier("fc", sum, 2));

    assertThat(coupling.units("a")).containsExactly(1, 2);
    assertThat(coupling.units("b")).containsExactly(3, 4, 5);
    assertThat(coupling.units("c")).containsExactly(1, 2, 3, 4, 5);
    assertThat(coupling.units("sum")).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void aProductMergesAndARangeIsCutOut() {
    GraphBuilder graph = image(1);
    String a = conv(graph, "a", graph.input(), 4);
    String b = conv(graph, "b", graph.input(), 2);
    String range = graph.node("range", new Channels(1, 3), a);
    String product = graph.node("product", new Multiply(), range, b);
    Coupling coupling = Coupling.of(graph.classifier("fc", product, 2));
    assertThat(coupling.units("a")).containsExactly(1, 2, 3, 4);
    assertThat(coupling.units("range")).containsExactly(2, 3);
    assertThat(coupling.units("b")).containsExactly(2, 3);
    assertThat(coupling.units("product")).containsExactly(2, 3);
  }

  @Test
  void aSumWithTheInputFreezes() {
    GraphBuilder graph = image(2);
    String a = conv(graph, "a", graph.input(), 2);
    Coupling coupling = Coupling.of(graph.classifier("fc", graph.add("sum", a, graph.input()), 2));
    assertThat(coupling.units("a")).containsExactly(0, 1);
    assertThat(frozen(coupling, "a")).containsOnly(true);
  }

  @Test
  void freezingLaterFreezesWhatWasMergedBefore() {
    GraphBuilder graph = image(2);
    String a = conv(graph, "a", graph.input(), 2);
    String b = conv(graph, "b", a, 2);
    String c = conv(graph, "c", b, 2);
    String bc = graph.add("bc", b, c);
    String all = graph.add("all", graph.input(), bc);
    Coupling coupling = Coupling.of(graph.classifier("fc", all, 2));
    assertThat(frozen(coupling, "a")).containsOnly(false);
    assertThat(frozen(coupling, "b")).containsOnly(true);
    assertThat(frozen(coupling, "c")).containsOnly(true);
  }

  @Test
  void depthwiseOutputsBelongToTheirInput() {
    GraphBuilder graph = image(1);
    String a = conv(graph, "a", graph.input(), 2);
    Convolution depthwise =
        new Convolution(2, 6, 3, 3, 1, 1, new Padding(1, 1, 1, 1), 1, 1, 2, true);
    String d = graph.node("d", depthwise, a);
    Coupling coupling = Coupling.of(graph.classifier("fc", d, 2));
    assertThat(coupling.units("d")).containsExactly(1, 1, 1, 2, 2, 2);
  }

  @Test
  void aFlattenedChannelIsManyFeatures() {
    GraphBuilder graph = image(1);
    String a = conv(graph, "a", graph.input(), 2);
    LayerGraph flattened = graph.classifier("fc", a, 2);
    Coupling coupling = Coupling.of(flattened);
    int[] expected = new int[32];
    Arrays.fill(expected, 0, 16, 1);
    Arrays.fill(expected, 16, 32, 2);
    assertThat(coupling.units("fc:flatten")).containsExactly(expected);
    Dense dense = new Dense(32, 2, true);
    assertThat(coupling.features(dense, "fc:flatten")).containsExactly(expected);
    assertThat(coupling.features(dense, "a")).containsExactly(expected);
  }

  @Test
  void anOpaqueNodeFreezesWhatItReadsAndWrites() {
    Shape image = new Shape(2, 4, 4);
    GraphBuilder graph = new GraphBuilder("net", image);
    String a = conv(graph, "a", graph.input(), 2);
    String b = graph.node("b", new Activation(Function.SIGMOID, 0.0), conv(graph, "b0", a, 2));
    List<Node> nodes = new ArrayList<>(graph.classifier("unused", b, 2).nodes().subList(0, 4));
    nodes.add(new Node("odd", new Opaque("Odd"), List.of("b"), image));
    nodes.add(new Node("fc", new Dense(32, 2, true), List.of("odd"), Shape.vector(2)));
    nodes.add(new Node("fc:loss", new SoftmaxCrossEntropy(), List.of("fc"), Shape.vector(2)));
    Coupling coupling = Coupling.of(new LayerGraph(nodes));
    assertThat(frozen(coupling, "a")).containsOnly(false);
    assertThat(frozen(coupling, "b0")).containsOnly(true);
    assertThat(frozen(coupling, "odd")).containsOnly(true);
  }

  @Test
  void aConvolutionOfSeveralGroupsFreezes() {
    GraphBuilder graph = image(1);
    String a = conv(graph, "a", graph.input(), 4);
    Convolution grouped = new Convolution(4, 4, 1, 1, 1, 1, Padding.NONE, 1, 1, 2, false);
    Coupling coupling = Coupling.of(graph.classifier("fc", graph.node("g", grouped, a), 2));
    assertThat(frozen(coupling, "a")).containsOnly(true);
    assertThat(frozen(coupling, "g")).containsOnly(true);
  }

  @Test
  void knowsItsNodes() {
    Coupling coupling =
        Coupling.of(
            new LayerGraph(List.of(new Node("input", new Input(), List.of(), Shape.vector(3)))));
    assertThatThrownBy(() -> coupling.units("fc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no node fc");
  }
}
