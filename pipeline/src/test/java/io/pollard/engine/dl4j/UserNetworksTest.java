package io.pollard.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Optimizer.Sgd;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.zoo.Lenet5;
import io.pollard.random.Draws;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Configurations that only this engine runs: opaque layers, other losses, noise. */
class UserNetworksTest {
  private static final Shape IMAGE = new Shape(2, 6, 6);

  @BeforeAll
  static void prepare() {
    Dl4jRuntime.prepare();
  }

  @Test
  void opaqueLayersLearnByTheirGradient() {
    assertGradientFitsLoss(network(opaque(), IMAGE));
  }

  /** Of layers whose names are the adapter's. */
  @Test
  void noiseDrawsOnlyInTraining() {
    Network network = network(noisy(), Shape.vector(6));
    assertGradientFitsLoss(network);
    Batch batch = batch(network, 8, 2);
    try (CompiledNetwork compiled = compile(network)) {
      compiled.updateRule(new UpdateRule(new Sgd(0.1), 0.0, false));
      double first = compiled.step(batch, 1e-12, 0, 7);
      double second = compiled.step(batch, 1e-12, 1, 7);
      double again = compiled.step(batch, 1e-12, 0, 7);
      assertThat(again).isEqualTo(first).isNotEqualTo(second);
      double quiet = compiled.gradient(batch, new float[network.layout().length()]);
      assertThat(compiled.gradient(batch, new float[network.layout().length()])).isEqualTo(quiet);
      assertThat(quiet).isNotEqualTo(first);
    }
  }

  @Test
  void otherLossesAreDl4js() {
    assertGradientFitsLoss(network(squaredError(), Shape.vector(6)));
  }

  /** Two layers read the input, and one reads an activation that another reads too. */
  @Test
  void branchesAtTheInputAndBehindAnActivation() {
    Network network = Dl4jNetworks.fromJson("branches", branches().toJson(), IMAGE);
    assertGradientFitsLoss(network);
    try (CompiledNetwork compiled = compile(network)) {
      Batch batch = batch(network, 3, 1);
      Map<String, float[]> values =
          compiled.forward(Map.of("in", batch.features()), 3, List.of("a", "relu", "sum"));
      for (int i = 0; i < values.get("a").length; i++) {
        float relu = Math.max(0.0f, values.get("a")[i]);
        assertThat(values.get("relu")[i]).isEqualTo(relu);
        assertThat(values.get("sum")[i]).isEqualTo(values.get("a")[i] + relu);
      }
    }
  }

  @Test
  void channelsLastAreRefused() {
    Network plain = new Lenet5().build(new Shape(1, 28, 28), 10);
    Network last =
        new Network(
            "keras",
            plain.configuration().replace("NCHW", "NHWC"),
            plain.layout(),
            plain.graph(),
            plain.input(),
            plain.classes());
    Dl4jEngine engine = new Dl4jEngine();
    assertThat(engine.refusal(plain)).isEmpty();
    assertThat(engine.refusal(last)).contains("its layers keep channels last (format=NHWC)");
    assertThatThrownBy(() -> engine.compile(last, 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot run network keras with engine dl4j: its layers keep channels last"
                + " (format=NHWC); convert it to channels first");
  }

  @Test
  void refusesWhatDl4jFailsToRun() {
    GraphBuilder graph = new GraphBuilder("dilated", new Shape(2, 7, 7));
    Padding padding = new Padding(2, 2, 2, 2);
    String conv =
        graph.node(
            "conv", new Convolution(2, 2, 3, 3, 1, 1, padding, 2, 2, 2, true), graph.input());
    Network network = Dl4jNetworks.fromGraph("dilated", graph.classifier("fc", conv, 3));

    assertThatThrownBy(() -> new Dl4jEngine().compile(network, 4))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot run network dilated with engine dl4j: DL4J cannot run depthwise convolutions with dilation (layer=conv); use engine onednn");
  }

  @Test
  void anEmptyBatchSizeIsABug() {
    Network network = new Lenet5().build(new Shape(1, 28, 28), 10);
    assertThatThrownBy(() -> new Dl4jEngine().compile(network, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize is at least 1, found 0");
  }

  /** The slope of the loss along the gradient is the gradient's square. */
  private static void assertGradientFitsLoss(Network network) {
    try (CompiledNetwork compiled = compile(network)) {
      Batch batch = batch(network, 8, 1);
      float[] start = compiled.parameters();
      float[] gradient = new float[start.length];
      float[] unused = new float[start.length];
      compiled.gradient(batch, gradient);
      double square = 0.0;
      for (float g : gradient) {
        square += g * g;
      }
      double step = 1e-2 / Math.sqrt(square);
      compiled.parameters(moved(start, gradient, step));
      double above = compiled.gradient(batch, unused);
      compiled.parameters(moved(start, gradient, -step));
      double below = compiled.gradient(batch, unused);
      assertThat(square).isGreaterThan(1e-4);
      assertThat((above - below) / (2 * step) / square).isCloseTo(1.0, within(5e-3));
    }
  }

  private static float[] moved(float[] start, float[] direction, double step) {
    float[] moved = new float[start.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (start[i] + step * direction[i]);
    }
    return moved;
  }

  private static CompiledNetwork compile(Network network) {
    CompiledNetwork compiled = new Dl4jEngine().compile(network, 8);
    Draws draws = Draws.of(3, "user");
    float[] values = new float[network.layout().length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.1 + 0.3 * draws.nextDouble()) * (draws.nextInt(3) == 0 ? -1 : 1);
    }
    network.layout().slices().stream()
        .filter(s -> !s.role().isParameter())
        .forEach(s -> java.util.Arrays.fill(values, s.offset(), s.end(), 0.5f));
    compiled.parameters(values);
    return compiled;
  }

  private static Batch batch(Network network, int size, long seed) {
    Draws draws = Draws.of(seed, "batch");
    float[] features = new float[size * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    float[] targets = new float[size * network.classes()];
    for (int i = 0; i < size; i++) {
      targets[i * network.classes() + draws.nextInt(network.classes())] = 1.0f;
    }
    return new Batch(size, features, targets);
  }

  private static Network network(MultiLayerConfiguration configuration, Shape input) {
    return Dl4jNetworks.fromJson("user", configuration.toJson(), input);
  }

  private static MultiLayerConfiguration opaque() {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.SOFTPLUS).build())
        .layer(new LocalResponseNormalization.Builder().build())
        .layer(new BatchNormalization.Builder().lockGammaBeta(true).useLogStd(false).build())
        .layer(new ActivationLayer(Activation.SWISH))
        .layer(
            new DenseLayer.Builder().nOut(5).hasLayerNorm(true).activation(Activation.ELU).build())
        .layer(
            new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutional(6, 6, 2))
        .build();
  }

  private static MultiLayerConfiguration noisy() {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .list()
        .layer(
            new DenseLayer.Builder()
                .nOut(8)
                .activation(Activation.TANH)
                .dropOut(new GaussianDropout(0.5))
                .build())
        .layer(new DropoutLayer.Builder(0.7).build())
        .layer(
            new DenseLayer.Builder()
                .nOut(8)
                .activation(Activation.TANH)
                .weightNoise(new DropConnect(0.6))
                .build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .dropOut(0.8)
                .build())
        .setInputType(InputType.feedForward(6))
        .build();
  }

  private static MultiLayerConfiguration squaredError() {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .list()
        .layer(new DenseLayer.Builder().nOut(5).activation(Activation.SIGMOID).build())
        .layer(new DenseLayer.Builder().nOut(3).activation(Activation.IDENTITY).build())
        .layer(new LossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build())
        .setInputType(InputType.feedForward(6))
        .build();
  }

  private static ComputationGraphConfiguration branches() {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .graphBuilder()
        .addInputs("in")
        .addLayer(
            "a", new DenseLayer.Builder().nOut(4).activation(Activation.IDENTITY).build(), "in")
        .addLayer(
            "b",
            new ConvolutionLayer.Builder(6, 6).nOut(4).activation(Activation.TANH).build(),
            "in")
        .addLayer("relu", new ActivationLayer(Activation.RELU), "a")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "relu")
        .addLayer("c", new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build(), "b")
        .addVertex("all", new ElementWiseVertex(ElementWiseVertex.Op.Add), "sum", "c")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build(),
            "all")
        .setOutputs("out")
        .setInputTypes(InputType.convolutional(6, 6, 2))
        .build();
  }
}
