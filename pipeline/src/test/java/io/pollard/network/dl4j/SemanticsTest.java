package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import io.pollard.network.Slice;
import io.pollard.network.zoo.Conv2;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.network.zoo.Vgg16;
import io.pollard.network.zoo.Vgg16.Classifier;
import io.pollard.network.zoo.Vgg19;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a graph says is what DL4J computes. */
class SemanticsTest {

  static Stream<NetworkFamily> families() {
    return Stream.of(
        new Lenet300100(),
        new Lenet5(),
        new Resnet(8, Shortcut.A, new KaimingNormal()),
        new Resnet(8, Shortcut.B, new KaimingNormal()),
        new Resnet(8, Shortcut.TAS, new KaimingNormal()));
  }

  @ParameterizedTest
  @MethodSource("families")
  void zooComputesWhatItSays(NetworkFamily family) {
    Reference.requireTellingAgreement(family.build(new Shape(2, 16, 20), 5), 1);
  }

  @Test
  void nothingInTheZooIsOpaque() {
    Stream<NetworkFamily> all =
        Stream.concat(
            families(),
            Stream.of(
                new Conv2(),
                new Vgg16(),
                new Vgg16(Classifier.LI, true, new KaimingNormal()),
                new Vgg19()));

    assertThat(all.flatMap(f -> f.build(new Shape(3, 32, 32), 10).graph().nodes().stream()))
        .extracting(Node::operation)
        .noneMatch(Opaque.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void samePaddingIsDl4js(int stride) {
    Shape input = new Shape(2, 7, 8);
    for (int kernel = 1; kernel <= 4; kernel++) {
      GraphBuilder graph = new GraphBuilder("same", input);
      int[] window = {kernel, kernel};
      Padding padding = Shapes.same(input, window, new int[] {stride, stride}, new int[] {1, 1});
      Convolution c = new Convolution(2, 3, kernel, kernel, stride, stride, padding, 1, 1, 1, true);
      String conv = graph.node("conv", c, graph.input());
      assertThat(graph.shape(conv))
          .isEqualTo(new Shape(3, (7 + stride - 1) / stride, (8 + stride - 1) / stride));
      Reference.requireTellingAgreement(
          Dl4jNetworks.fromGraph("same", graph.classifier("fc", conv, 4)), 2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void paddedPoolingIsDl4js(boolean max) {
    GraphBuilder graph = new GraphBuilder("pool", new Shape(3, 8, 7));
    Pooling p = new Pooling(max, 3, 3, 2, 2, new Padding(1, 1, 1, 1), false);
    String pool = graph.node("pool", p, graph.input());
    Reference.requireTellingAgreement(
        Dl4jNetworks.fromGraph("pool", graph.classifier("fc", pool, 4)), 3);
  }

  @Test
  void averagePoolingThatCountsPaddingIsDl4js() {
    GraphBuilder graph = new GraphBuilder("pool", new Shape(3, 8, 7));
    Pooling p = new Pooling(false, 3, 2, 2, 1, new Padding(1, 1, 1, 1), true);
    String pool = graph.node("pool", p, graph.input());
    Reference.requireTellingAgreement(
        Dl4jNetworks.fromGraph("pool", graph.classifier("fc", pool, 4)), 4);
  }

  @Test
  void globalMaxPoolingIsDl4js() {
    GraphBuilder graph = new GraphBuilder("pool", new Shape(3, 8, 7));
    String pool = graph.node("pool", new GlobalPooling(true), graph.input());
    Reference.requireTellingAgreement(
        Dl4jNetworks.fromGraph("pool", graph.classifier("fc", pool, 4)), 5);
  }

  @Test
  void dilatedAndDepthwiseConvolutionsAreDl4js() {
    GraphBuilder graph = new GraphBuilder("convs", new Shape(3, 10, 9));
    Convolution dilated = new Convolution(3, 4, 3, 2, 1, 1, new Padding(2, 1, 2, 1), 2, 2, 1, true);
    String first = graph.relu(graph.node("dilated", dilated, graph.input()));
    Convolution depthwise =
        new Convolution(4, 8, 3, 3, 2, 2, new Padding(1, 1, 1, 1), 1, 1, 4, true);
    String second = graph.node("depthwise", depthwise, first);
    Reference.requireTellingAgreement(
        Dl4jNetworks.fromGraph("convs", graph.classifier("fc", second, 4)), 6);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void activationsAreDl4js(Function function) {
    GraphBuilder graph = new GraphBuilder("act", Shape.vector(6));
    double alpha = function == Function.LEAKY_RELU ? 0.2 : 0.0;
    String fc1 = graph.dense("fc1", graph.input(), 30, true);
    String fused = graph.node("fc1:activation", new Activation(function, alpha), fc1);
    String bn = graph.batchNorm("bn", fused);
    String alone = graph.node("act", new Activation(function, alpha), bn);
    Network network = Dl4jNetworks.fromGraph("act", graph.classifier("fc2", alone, 4));

    assertThat(network.graph().byName()).containsKeys("fc1:activation", "act");
    Reference.requireTellingAgreement(network, 7);
  }

  @Test
  void hardSwishIsOneNodeHoweverItIsWritten() {
    GraphBuilder graph = new GraphBuilder("swish", new Shape(2, 3, 3));
    String x = graph.node("x", new Activation(Function.TANH, 0.0), graph.input());
    String shift = graph.node("shift", new Shift(3.0), x);
    String clip = graph.node("clip", new Activation(Function.RELU6, 0.0), shift);
    String late = graph.scale("late", graph.multiply("product", x, clip), 1.0 / 6.0);
    String shift2 = graph.node("shift2", new Shift(3.0), late);
    String clip2 = graph.node("clip2", new Activation(Function.RELU6, 0.0), shift2);
    String early = graph.multiply("early", graph.scale("sixth", clip2, 1.0 / 6.0), late);
    String shift3 = graph.node("shift3", new Shift(3.0), early);
    String read = graph.node("read", new Activation(Function.RELU6, 0.0), shift3);
    String other = graph.scale("other", graph.multiply("more", early, read), 1.0 / 6.0);
    String end = graph.add("end", other, read);
    Network network = Dl4jNetworks.fromGraph("swish", graph.classifier("fc", end, 3));

    Map<String, Node> nodes = network.graph().byName();
    assertThat(nodes.get("late"))
        .isEqualTo(
            new Node(
                "late",
                new Activation(Function.HARD_SWISH, 0.0),
                List.of("x"),
                new Shape(2, 3, 3)));
    assertThat(nodes.get("early").operation()).isEqualTo(nodes.get("late").operation());
    assertThat(nodes).doesNotContainKeys("shift", "clip", "product", "sixth", "clip2");
    assertThat(nodes).as("what somebody else reads stays").containsKeys("read", "more", "other");
    Reference.requireTellingAgreement(network, 8);
  }

  @Test
  void squeezeAndExcitationIsDl4js() {
    GraphBuilder graph = new GraphBuilder("squeeze", new Shape(3, 6, 5));
    String conv = graph.relu(graph.convolution("conv", graph.input(), 6, 3, 1, 1, true));
    String squeezed = graph.globalAveragePool("squeeze", conv);
    String less = graph.relu(graph.convolution("less", squeezed, 2, 1, 1, 0, true));
    String more = graph.convolution("more", less, 6, 1, 1, 0, true);
    String gate = graph.node("gate", new Activation(Function.HARD_SIGMOID, 0.0), more);
    String excited = graph.multiplyChannels("excite", conv, gate);
    Network network = Dl4jNetworks.fromGraph("squeeze", graph.classifier("fc", excited, 4));

    Reference.requireTellingAgreement(network, 9);
  }

  @Test
  void groupedConvolutionsAreDl4js() {
    GraphBuilder graph = new GraphBuilder("grouped", new Shape(4, 6, 5));
    Convolution c = new Convolution(4, 6, 3, 3, 2, 2, new Padding(1, 1, 1, 1), 1, 1, 2, true);
    String grouped = graph.grouped("grouped", c, graph.input());
    Network network = Dl4jNetworks.fromGraph("grouped", graph.classifier("fc", grouped, 4));

    assertThat(graph.shape(grouped)).isEqualTo(new Shape(6, 3, 3));
    assertThat(network.layout().slices().stream().map(Slice::tensor))
        .startsWith("grouped:0.bias", "grouped:0.weight", "grouped:1.bias", "grouped:1.weight");
    Reference.requireTellingAgreement(network, 10);
  }

  @Test
  void aPixelPerChannelEndsANetwork() {
    GraphBuilder graph = new GraphBuilder("pixel", new Shape(3, 4, 4));
    String conv = graph.convolution("conv", graph.input(), 5, 4, 1, 0, true);
    String pool = graph.globalAveragePool("pool", conv);
    String both = graph.concat("both", conv, pool);
    graph.node("loss", new SoftmaxCrossEntropy(), graph.node("flat", new Flatten(), both));
    LayerGraph drawn = graph.graph();

    Reference.requireTellingAgreement(Dl4jNetworks.fromGraph("pixel", drawn), 11);
  }
}
