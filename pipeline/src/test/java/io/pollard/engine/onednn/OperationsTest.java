package io.pollard.engine.onednn;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operation against its definition: values, gradients, training step. */
class OperationsTest {

  private static void check(GraphBuilder graph, String last) {
    new Agreement(Nets.of(graph.classifier("out", last, 5)), 3, 7).check();
  }

  @Test
  void denseLayers() {
    GraphBuilder graph = new GraphBuilder("t", Shape.vector(17));
    String a = graph.relu(graph.dense("a", graph.input(), 13, true));
    check(graph, graph.dense("b", a, 7, false));
  }

  @Test
  void denseLayerOverAnImage() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 5, 4));
    check(graph, graph.relu(graph.dense("a", graph.input(), 13, true)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 20, 5, 1, 0, 1, 1",
    "3, 16, 3, 1, 1, 1, 1",
    "3, 16, 3, 2, 1, 1, 1",
    "3, 20, 3, 1, 1, 1, 1",
    "16, 32, 3, 2, 1, 1, 1",
    "16, 32, 1, 2, 0, 1, 1",
    "20, 50, 5, 1, 0, 1, 1",
    "16, 16, 3, 1, 1, 1, 16",
    "16, 16, 3, 2, 1, 1, 16",
    "32, 32, 3, 1, 1, 1, 2",
    "16, 32, 3, 1, 2, 2, 1",
    "7, 9, 3, 1, 1, 1, 1",
    "6, 6, 3, 1, 1, 1, 6",
    "6, 12, 3, 1, 1, 1, 3",
    "6, 12, 3, 1, 1, 1, 6",
    "12, 24, 3, 2, 2, 2, 1",
    "48, 48, 3, 1, 1, 1, 48",
    "32, 48, 3, 1, 1, 1, 1",
    "64, 64, 3, 1, 1, 1, 1",
    "5, 16, 3, 1, 1, 1, 1"
  })
  void convolutions(
      int nIn, int nOut, int kernel, int stride, int padding, int dilation, int groups) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(nIn, 6, 7));
    Convolution c =
        new Convolution(
            nIn,
            nOut,
            kernel,
            kernel,
            stride,
            stride,
            new Padding(padding, padding, padding, padding),
            dilation,
            dilation,
            groups,
            true);
    String first = graph.node("c", c, graph.input());
    int last = nOut % 16 == 0 ? 16 : 6;
    check(graph, graph.relu(graph.convolution("d", first, last, 3, 2, 1, false)));
  }

  @ParameterizedTest
  @CsvSource({"RELU, true", "SIGMOID, false", "RELU6, true", "HARD_SWISH, true"})
  void convolutionsByMinimalFiltering(Function function, boolean bias) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 8, 9));
    String a = graph.convolution("a", graph.input(), 20, 3, 1, 1, true);
    String b = graph.convolution("b", a, 10, 5, 1, 2, bias);
    String fb = graph.node("fb", new Activation(function, 0.1), b);
    check(graph, graph.maxPool("pool", fb, 2));
  }

  @Test
  void convolutionWithDifferentPaddingOnEachSide() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 10, 9));
    Convolution c = new Convolution(3, 16, 3, 2, 2, 3, new Padding(0, 1, 1, 0), 1, 1, 1, true);
    String first = graph.node("c", c, graph.input());
    Convolution d = new Convolution(16, 16, 2, 4, 1, 1, new Padding(0, 1, 1, 2), 1, 1, 1, true);
    check(graph, graph.node("d", d, first));
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void activations(Function function) {
    Activation activation = new Activation(function, 0.1);
    GraphBuilder graph = new GraphBuilder("t", new Shape(2, 6, 6));
    String a = graph.convolution("a", graph.input(), 16, 3, 1, 1, true);
    String fa = graph.node("fa", activation, a);
    String b = graph.convolution("b", fa, 16, 3, 1, 1, true);
    String fb = graph.node("fb", activation, graph.batchNorm("bb", b));
    String sum = graph.node("fs", activation, graph.add("s", fa, fb));
    String c = graph.node("fc", activation, graph.dense("c", sum, 11, true));
    check(graph, graph.node("fd", activation, c));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 2, 2, 0, false",
    "true, 3, 2, 1, false",
    "false, 2, 2, 0, false",
    "false, 3, 1, 1, true",
    "false, 3, 2, 1, false",
    "true, 1, 2, 0, false"
  })
  void poolings(boolean max, int kernel, int stride, int padding, boolean count) {
    for (int channels : new int[] {16, 20}) {
      GraphBuilder graph = new GraphBuilder("t", new Shape(1, 9, 8));
      String c = graph.relu(graph.convolution("c", graph.input(), channels, 3, 1, 1, true));
      Padding around = new Padding(padding, padding, padding, 0);
      Pooling pooling = new Pooling(max, kernel, kernel, stride, stride, around, count);
      check(graph, graph.node("p", pooling, c));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 16", "false, 16", "true, 10", "false, 10"})
  void globalPooling(boolean max, int channels) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 7, 5));
    String c = graph.convolution("c", graph.input(), channels, 3, 1, 1, true);
    check(graph, graph.node("p", new GlobalPooling(max), c));
  }

  @ParameterizedTest
  @CsvSource({"16, true", "16, false", "10, true", "10, false"})
  void batchNorm(int channels, boolean relu) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 6, 5));
    String c = graph.convolution("c", graph.input(), channels, 3, 1, 1, false);
    String b = graph.node("b", new BatchNorm(channels, 1e-3, 0.7), c);
    String at = relu ? graph.relu("r", b) : b;
    String d = graph.dense("d", at, 9, true);
    check(graph, graph.relu("rd", graph.node("bd", new BatchNorm(9, 1e-5, 0.9), d)));
  }

  @ParameterizedTest
  @CsvSource({"16", "10"})
  void residualAndConcatenation(int channels) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 8, 8));
    String a = graph.relu(graph.convolution("a", graph.input(), channels, 3, 1, 1, true));
    String b = graph.relu(graph.convolution("b", a, channels, 3, 1, 1, true));
    String s = graph.relu("s", graph.add("sum", b, a));
    String c = graph.concat("cat", s, graph.scale("half", a, 0.5), graph.scale("no", b, 0.0));
    String d = graph.convolution("d", c, channels, 1, 1, 0, true);
    check(graph, graph.add("all", d, a, s, a));
  }

  @ParameterizedTest
  @CsvSource({"16", "32", "10"})
  void productsAndBroadcasts(int channels) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 6, 5));
    String a = graph.relu(graph.convolution("a", graph.input(), channels, 3, 1, 1, true));
    String b = graph.convolution("b", a, channels, 3, 1, 1, true);
    String gate = graph.convolution("g", graph.globalAveragePool("m", b), channels, 1, 1, 0, true);
    String shifted = graph.node("s", new Shift(0.5), graph.multiplyChannels("e", a, gate));
    check(graph, graph.multiply("p", shifted, b, a, a));
  }

  @ParameterizedTest
  @CsvSource({"32, 0, 16", "32, 16, 32", "32, 5, 21", "20, 3, 13", "48, 8, 24"})
  void someChannels(int channels, int from, int to) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 6, 5));
    String a = graph.relu(graph.convolution("a", graph.input(), channels, 3, 1, 1, true));
    String some = graph.node("some", new Channels(from, to), a);
    String b = graph.convolution("b", some, 16, 3, 1, 1, true);
    String mean = graph.globalAveragePool("mean", graph.concat("both", b, a));
    check(graph, graph.node("few", new Channels(7, 15), mean));
  }

  @Test
  void flattenedImagesAreVectorsLikeOthers() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 4, 4));
    String a = graph.convolution("a", graph.input(), 16, 3, 1, 1, true);
    String b = graph.convolution("b", graph.input(), 16, 3, 2, 1, true);
    String fa = graph.node("fa", new io.pollard.network.Operation.Flatten(), a);
    String fb = graph.node("fb", new io.pollard.network.Operation.Flatten(), b);
    String both = graph.concat("both", fa, fb);
    String norm = graph.batchNorm("norm", both);
    check(graph, graph.add("sum", norm, both));
  }

  @ParameterizedTest
  @CsvSource({"16", "10"})
  void dropout(int channels) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(2, 6, 6));
    String a = graph.relu(graph.convolution("a", graph.input(), channels, 3, 1, 1, true));
    String da = graph.dropout("da", a, 0.3);
    check(graph, graph.dropout("db", graph.relu(graph.dense("b", da, 9, true)), 0.5));
  }
}
