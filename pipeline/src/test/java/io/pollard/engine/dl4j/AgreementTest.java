package io.pollard.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.random.Draws;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The engine against DL4J's own {@code fit} on the configuration as the user wrote it. */
class AgreementTest {
  private static final Shape INPUT = new Shape(2, 8, 8);
  private static final int STEPS = 5;

  @BeforeAll
  static void prepare() {
    Dl4jRuntime.prepare();
  }

  @Test
  void stepsAsDl4jDoesWithSgd() {
    assertAgrees(new Sgd(0.05), new Optimizer.Sgd(0.05), 1e-6);
  }

  /**
   * DL4J's learning rate is inside the velocity, ours outside: the same weights while it is
   * constant.
   */
  @Test
  void stepsAsDl4jDoesWithNesterov() {
    assertAgrees(new Nesterovs(0.05, 0.9), new Optimizer.Nesterov(0.05, 0.9), 1e-5);
  }

  /**
   * DL4J adds epsilon to the uncorrected root (as in the paper's note behind algorithm 1), we to
   * the corrected one: sqrt(v) + epsilon against sqrt(v) + sqrt(1 - beta2^t) epsilon. The same
   * weights as long as epsilon is small against the gradients, hence 1e-12 here.
   */
  @Test
  void stepsAsDl4jDoesWithAdam() {
    assertAgrees(
        new Adam(1e-3, 0.9, 0.999, 1e-12), new Optimizer.Adam(1e-3, 0.9, 0.999, 1e-12), 1e-5);
  }

  private static void assertAgrees(IUpdater updater, Optimizer optimizer, double tolerance) {
    MultiLayerConfiguration configuration = configuration(updater, 0.0);
    Network network = Dl4jNetworks.fromJson("user", configuration.toJson(), INPUT);
    float[] start = values(network.layout().length());
    MultiLayerNetwork dl4j = new MultiLayerNetwork(configuration.clone());
    dl4j.init(Nd4j.createFromArray(start).reshape(1, start.length), true);
    try (CompiledNetwork compiled = new Dl4jEngine().compile(network, 6)) {
      compiled.parameters(start);
      compiled.updateRule(new UpdateRule(optimizer, 0.0, false));
      for (int i = 0; i < STEPS; i++) {
        Batch batch = batch(6, i);
        dl4j.fit(features(batch), targets(batch));
        double loss = compiled.step(batch, optimizer.learningRate(), i, 1);
        assertThat(loss).isCloseTo(dl4j.score(), within(1e-5));
      }
      float[] ours = compiled.parameters();
      float[] theirs = dl4j.params().toFloatVector();
      double moved = 0.0;
      for (int i = 0; i < ours.length; i++) {
        assertThat(ours[i]).as("parameter %d", i).isCloseTo(theirs[i], within((float) tolerance));
        moved = Math.max(moved, Math.abs(ours[i] - start[i]));
      }
      assertThat(moved).isGreaterThan(100 * tolerance);
    }
  }

  @Test
  void logitsAreDl4jsOutputBeforeSoftmax() {
    MultiLayerConfiguration configuration = configuration(new Sgd(0.05), 0.0);
    Network network = Dl4jNetworks.fromJson("user", configuration.toJson(), INPUT);
    float[] values = values(network.layout().length());
    MultiLayerNetwork dl4j = new MultiLayerNetwork(configuration);
    dl4j.init(Nd4j.createFromArray(values).reshape(1, values.length), true);
    Batch batch = batch(6, 3);
    INDArray expected = dl4j.output(features(batch));
    try (CompiledNetwork compiled = new Dl4jEngine().compile(network, 6)) {
      compiled.parameters(values);
      float[] logits = new float[6 * 3];
      compiled.logits(batch.features(), 6, logits);
      for (int row = 0; row < 6; row++) {
        double sum = 0.0;
        for (int c = 0; c < 3; c++) {
          sum += Math.exp(logits[row * 3 + c]);
        }
        for (int c = 0; c < 3; c++) {
          assertThat(Math.exp(logits[row * 3 + c]) / sum)
              .isCloseTo(expected.getDouble(row, c), within(1e-6));
        }
      }
    }
  }

  @Test
  void penaltiesOfTheConfigurationAreNotApplied() {
    Network plain =
        Dl4jNetworks.fromJson("user", configuration(new Sgd(0.05), 0.0).toJson(), INPUT);
    Network penalised =
        Dl4jNetworks.fromJson("user", configuration(new Adam(0.3), 0.5).toJson(), INPUT);
    assertThat(afterOneStep(penalised)).isEqualTo(afterOneStep(plain));
  }

  private static float[] afterOneStep(Network network) {
    try (CompiledNetwork compiled = new Dl4jEngine().compile(network, 6)) {
      compiled.parameters(values(network.layout().length()));
      compiled.updateRule(new UpdateRule(new Optimizer.Sgd(0.1), 0.0, false));
      compiled.step(batch(6, 1), 0.1, 0, 1);
      return compiled.parameters();
    }
  }

  private static MultiLayerConfiguration configuration(IUpdater updater, double l2) {
    return new NeuralNetConfiguration.Builder()
        .updater(updater)
        .l2(l2)
        .dataType(DataType.FLOAT)
        .list()
        .layer(
            new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .activation(Activation.RELU)
                .hasBias(true)
                .build())
        .layer(new BatchNormalization.Builder().useLogStd(false).build())
        .layer(
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build())
        .layer(new DenseLayer.Builder().nOut(7).activation(Activation.TANH).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutional(8, 8, 2))
        .build();
  }

  /** Variance is among them, so all are positive. */
  private static float[] values(int length) {
    Draws draws = Draws.of(1, "agreement");
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (0.05 + 0.2 * draws.nextDouble());
    }
    return values;
  }

  private static Batch batch(int size, long seed) {
    Draws draws = Draws.of(seed, "batch");
    float[] features = new float[size * INPUT.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    float[] targets = new float[size * 3];
    for (int i = 0; i < size; i++) {
      targets[i * 3 + draws.nextInt(3)] = 1.0f;
    }
    return new Batch(size, features, targets);
  }

  private static INDArray features(Batch batch) {
    return Nd4j.createFromArray(batch.features()).reshape(batch.size(), 2, 8, 8);
  }

  private static INDArray targets(Batch batch) {
    return Nd4j.createFromArray(batch.targets()).reshape(batch.size(), 3);
  }
}
