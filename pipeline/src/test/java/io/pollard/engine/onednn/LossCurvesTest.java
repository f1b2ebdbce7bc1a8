package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.InitialParameters;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two engines that start alike tell the same story: over 200 steps their losses stay as close
 * together as those of one engine whose inputs (examples and initial values) are moved by 1e-7 of
 * themselves. Both grow apart the way rounding does, since training multiplies it; so the spread is
 * measured here, not assumed.
 */
class LossCurvesTest {
  private static final int STEPS = 200;
  private static final int BATCH = 16;
  private static final double NOISE = 1e-7;
  private static final int NOISY_RUNS = 7;

  private record Story(Network network, UpdateRule rule) {
    @Override
    public String toString() {
      return network.name() + " with " + rule.optimizer().name();
    }
  }

  static List<Story> stories() {
    UpdateRule momentum = new UpdateRule(new Optimizer.Momentum(0.02, 0.9), 1e-4, true);
    UpdateRule adam = new UpdateRule(new Optimizer.Adam(), 0.0, true);
    return List.of(
        new Story(perceptron(), momentum),
        new Story(perceptron(), adam),
        new Story(convolutional(), momentum),
        new Story(convolutional(), adam),
        new Story(residual(), momentum),
        new Story(residual(), adam));
  }

  @ParameterizedTest
  @MethodSource("stories")
  void curvesAgreeWithinTheSpreadOfNoise(Story story) {
    double[] reference = losses("dl4j", story, 0);
    double[] compiled = losses("onednn", story, 0);
    List<double[]> noisy = new ArrayList<>();
    for (int run = 1; run <= NOISY_RUNS; run++) {
      noisy.add(losses("dl4j", story, run));
    }
    assertThat(reference[STEPS - 1]).as("it learns").isLessThan(0.7 * reference[0]);
    double spread = 0.0;
    double apart = 0.0;
    for (int i = 0; i < STEPS; i++) {
      List<Double> off = new ArrayList<>();
      for (double[] run : noisy) {
        off.add(Math.abs(run[i] - reference[i]));
      }
      spread = Math.max(spread, Collections.max(off));
      apart = Math.max(apart, Math.abs(compiled[i] - reference[i]));
    }
    assertThat(apart).as("largest distance of the curves").isLessThanOrEqualTo(spread);
  }

  /**
   * @param run 0 = as they are; else the number of a run with noise in its inputs
   */
  private static double[] losses(String engine, Story story, int run) {
    Network network = story.network();
    double[] losses = new double[STEPS];
    try (CompiledNetwork compiled = Engines.named(engine).compile(network, BATCH)) {
      compiled.updateRule(story.rule());
      compiled.mask(Mask.of(network.layout().length(), i -> i % 7 != 3));
      compiled.parameters(start(network, run));
      for (int i = 0; i < STEPS; i++) {
        double rate = story.rule().optimizer().learningRate();
        losses[i] = compiled.step(batch(network, i, run), rate, i, 1);
      }
    }
    return losses;
  }

  private static float[] start(Network network, int run) {
    float[] values = InitialParameters.draw(network, new KaimingNormal(), 1);
    Draws noise = Draws.of(run, "start");
    for (int i = 0; i < values.length && run > 0; i++) {
      values[i] *= (float) (1.0 + NOISE * noise.nextGaussian());
    }
    return values;
  }

  /** Four prototypes under much noise, told apart by their classes. */
  private static Batch batch(Network network, int step, int run) {
    int pixels = network.input().size();
    int classes = network.classes();
    float[] features = new float[BATCH * pixels];
    float[] targets = new float[BATCH * classes];
    Draws draws = Draws.of(7, "examples", step);
    Draws noise = Draws.of(run, "noise", step);
    for (int n = 0; n < BATCH; n++) {
      int label = draws.nextInt(classes);
      targets[n * classes + label] = 1f;
      Draws prototype = Draws.of(7, "prototype", label);
      for (int i = 0; i < pixels; i++) {
        double value = prototype.nextGaussian() + draws.nextGaussian();
        features[n * pixels + i] =
            (float) (run == 0 ? value : value * (1.0 + NOISE * noise.nextGaussian()));
      }
    }
    return new Batch(BATCH, features, targets);
  }

  private static Network perceptron() {
    GraphBuilder graph = new GraphBuilder("perceptron", Shape.vector(40));
    String a = graph.relu(graph.dense("a", graph.input(), 30, true));
    String b = graph.relu(graph.dense("b", a, 20, true));
    return Dl4jNetworks.fromGraph("perceptron", graph.classifier("out", b, 4));
  }

  private static Network convolutional() {
    GraphBuilder graph = new GraphBuilder("convolutional", new Shape(1, 12, 12));
    String a = graph.maxPool("p", graph.convolution("a", graph.input(), 8, 3, 1, 0, true), 2);
    String b = graph.relu(graph.convolution("b", a, 12, 3, 1, 0, true));
    String c = graph.relu(graph.dense("c", b, 20, true));
    return Dl4jNetworks.fromGraph("convolutional", graph.classifier("out", c, 4));
  }

  private static Network residual() {
    GraphBuilder graph = new GraphBuilder("residual", new Shape(2, 8, 8));
    String conv = graph.convolution("stem", graph.input(), 8, 3, 1, 1, false);
    String stem = graph.relu("rs", graph.batchNorm("ns", conv));
    String a = graph.convolution("a", stem, 8, 3, 1, 1, false);
    String b =
        graph.convolution("b", graph.relu("ra", graph.batchNorm("na", a)), 8, 3, 1, 1, false);
    String sum = graph.relu("re", graph.add("sum", graph.batchNorm("nb", b), stem));
    return Dl4jNetworks.fromGraph(
        "residual", graph.classifier("out", graph.globalAveragePool("pool", sum), 4));
  }
}
