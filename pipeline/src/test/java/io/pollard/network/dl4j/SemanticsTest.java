package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import io.pollard.network.zoo.Conv2;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.network.zoo.Vgg16;
import io.pollard.network.zoo.Vgg16.Classifier;
import io.pollard.network.zoo.Vgg19;
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
  @EnumSource(value = Function.class, names = "HARD_SWISH", mode = EnumSource.Mode.EXCLUDE)
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
}
