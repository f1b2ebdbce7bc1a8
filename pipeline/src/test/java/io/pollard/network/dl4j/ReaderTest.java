package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J configurations of users, as they come. */
class ReaderTest {
  private static final Shape IMAGE = new Shape(2, 8, 8);

  @Test
  void partsOfLayersBecomeNodesInTheirOrder() {
    Network network =
        read(
            images()
                .addLayer(
                    "conv",
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(new ActivationReLU())
                        .build(),
                    "in")
                .addLayer("fc", new DenseLayer.Builder().nOut(5).dropOut(0.8).build(), "conv")
                .addLayer("drop", new DropoutLayer(0.75), "fc")
                .addLayer("out", new OutputLayer.Builder().nOut(3).hasBias(false).build(), "drop")
                .setOutputs("out"));

    assertThat(network.graph().nodes().subList(1, 9))
        .containsExactly(
            new Node(
                "conv",
                new Convolution(2, 4, 3, 3, 2, 2, new Padding(0, 0, 1, 1), 1, 1, 1, true),
                List.of("in"),
                new Shape(4, 4, 4)),
            new Node(
                "conv:activation",
                new Activation(Function.RELU, 0),
                List.of("conv"),
                new Shape(4, 4, 4)),
            new Node("fc:flatten", new Flatten(), List.of("conv:activation"), Shape.vector(64)),
            new Node("fc:dropout", new Dropout(0.2), List.of("fc:flatten"), Shape.vector(64)),
            new Node("fc", new Dense(64, 5, true), List.of("fc:dropout"), Shape.vector(5)),
            new Node(
                "fc:activation",
                new Activation(Function.SIGMOID, 0),
                List.of("fc"),
                Shape.vector(5)),
            new Node("drop", new Dropout(0.25), List.of("fc:activation"), Shape.vector(5)),
            new Node("out", new Dense(5, 3, false), List.of("drop"), Shape.vector(3)));
  }

  @Test
  void whatIsNotKnownIsOpaqueAndSaysWhy() {
    Network network =
        read(
            images()
                .addLayer("lrn", new LocalResponseNormalization.Builder().build(), "in")
                .addLayer(
                    "noisy",
                    new ConvolutionLayer.Builder(1, 1)
                        .nOut(2)
                        .weightNoise(new DropConnect(0.5))
                        .activation(new ActivationSwish())
                        .build(),
                    "lrn")
                .addLayer(
                    "locked", new BatchNormalization.Builder().lockGammaBeta(true).build(), "noisy")
                .addLayer(
                    "pnorm",
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM)
                        .pnorm(2)
                        .build(),
                    "locked")
                .addVertex(
                    "most", new ElementWiseVertex(ElementWiseVertex.Op.Max), "pnorm", "pnorm")
                .addLayer("sum", new GlobalPoolingLayer(PoolingType.SUM), "most")
                .addVertex("l2", new L2NormalizeVertex(), "sum")
                .addLayer(
                    "norm",
                    new DenseLayer.Builder()
                        .nOut(5)
                        .hasLayerNorm(true)
                        .dropOut(new AlphaDropout(0.9))
                        .build(),
                    "l2")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MSE)
                        .activation(new ActivationSoftmax())
                        .nOut(3)
                        .build(),
                    "norm")
                .setOutputs("out"));

    assertThat(
            network.graph().nodes().stream()
                .filter(node -> node.operation() instanceof Opaque)
                .map(node -> node.name() + ": " + ((Opaque) node.operation()).type()))
        .containsExactly(
            "lrn: LocalResponseNormalization",
            "noisy: ConvolutionLayer with weight noise",
            "noisy:activation: ActivationSwish",
            "locked: BatchNormalization with locked gamma and beta",
            "pnorm: SubsamplingLayer PNORM dilation [1, 1]",
            "most: ElementWiseVertex",
            "sum: GlobalPoolingLayer SUM",
            "l2: L2NormalizeVertex",
            "norm:dropout: AlphaDropout",
            "norm: DenseLayer with layer norm",
            "out:loss: LossMSE of ActivationSoftmax");
    assertThat(network.layout().slices().stream().map(Slice::tensor))
        .containsExactly(
            "noisy.bias",
            "noisy.weight",
            "locked.mean",
            "locked.variance",
            "norm.weight",
            "out.weight",
            "out.bias");
    assertThat(network.layout().find("norm", Role.WEIGHT).orElseThrow().prunable()).isFalse();
    assertThat(NetworkCounts.of(network).params()).isEqualTo(6 + (2 * 5 + 5 + 5) + 18);
  }

  @Test
  void poolingKeepsItsDivisor() {
    Network network =
        read(
            images()
                .addLayer(
                    "pool",
                    new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .avgPoolIncludePadInDivisor(true)
                        .build(),
                    "in")
                .addLayer("flat", new ActivationLayer(new ActivationReLU()), "pool")
                .addLayer("fc", new DenseLayer.Builder().nOut(3).build(), "flat")
                .addLayer(
                    "loss",
                    new LossLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                        .activation(new ActivationSoftmax())
                        .build(),
                    "fc")
                .setOutputs("loss"));

    assertThat(network.graph().nodes().get(1).operation())
        .isEqualTo(new Pooling(false, 3, 3, 2, 2, new Padding(1, 1, 1, 1), true));
    assertThat(network.graph().nodes().stream().map(Node::name))
        .containsExactly("in", "pool", "flat", "fc:flatten", "fc", "fc:activation", "loss");
    Reference.requireTellingAgreement(network, 4);
  }

  @Test
  void channelsLastIsRefused() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(8, 8, 2, CNN2DFormat.NHWC))
            .addLayer(
                "conv",
                new ConvolutionLayer.Builder(3, 3).nOut(4).dataFormat(CNN2DFormat.NHWC).build(),
                "in")
            .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "conv")
            .setOutputs("out");

    assertThatThrownBy(() -> read(builder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network mine: it keeps channels last, which DL4J trains wrongly (cnn2dDataFormat=NHWC); convert it to channels first (NCHW)");
  }

  @Test
  void severalInputsAreRefused() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("a", "b")
            .setInputTypes(InputType.feedForward(2), InputType.feedForward(2))
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
            .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "sum")
            .setOutputs("out");

    assertThatThrownBy(() -> read(builder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network mine: it has 2 inputs and 1 outputs; only one of each is supported");
  }

  @Test
  void networksWithoutLossAreRefused() {
    GraphBuilder builder =
        images().addLayer("fc", new DenseLayer.Builder().nOut(3).build(), "in").setOutputs("fc");

    assertThatThrownBy(() -> read(builder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network mine: its last layer computes no loss; end it with an OutputLayer");
  }

  @Test
  void sharedNamesAreRefused() {
    String json =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DenseLayer.Builder().nIn(4).nOut(4).name("fc").build())
            .layer(new DenseLayer.Builder().nIn(4).nOut(4).name("fc").build())
            .layer(new OutputLayer.Builder().nIn(4).nOut(3).name("out").build())
            .build()
            .toJson();

    assertThatThrownBy(() -> Dl4jNetworks.fromJson("mine", json, Shape.vector(4)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network mine: two of its layers are named fc; give them names of their own");
  }

  @Test
  void configurationsAreToldApart() {
    String graph =
        read(images()
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "in")
                .setOutputs("out"))
            .configuration();
    String list =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new OutputLayer.Builder().nIn(4).nOut(3).build())
            .build()
            .toJson();

    assertThat(Dl4jNetworks.isGraph("mine", graph)).isTrue();
    assertThat(Dl4jNetworks.isGraph("mine", list)).isFalse();
    assertThatThrownBy(() -> Dl4jNetworks.isGraph("mine", "{}")).isInstanceOf(DataException.class);
  }

  private static GraphBuilder images() {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.convolutional(8, 8, 2));
  }

  private static Network read(GraphBuilder builder) {
    return Dl4jNetworks.fromJson("mine", builder.build().toJson(), IMAGE);
  }
}
