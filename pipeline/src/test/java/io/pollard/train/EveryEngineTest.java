package io.pollard.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.data.Dataset;
import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.Contracts;
import io.pollard.random.Draws;
import io.pollard.spec.Binder;
import io.pollard.train.TrainingOutcome.Finished;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on every engine that the service loader finds, on a network with batch norm. */
class EveryEngineTest {
  private static final Shape SHAPE = new Shape(2, 8, 8);
  private static final int CLASSES = 3;
  private static final Network NETWORK = network();
  private static final int LENGTH = NETWORK.layout().length();

  /** Five steps an epoch, the last of them with 6 examples. */
  private static final Dataset DATASET =
      new Dataset(
          "lights",
          "none",
          SHAPE,
          List.of("a", "b", "c"),
          new Lights(1, 38),
          new Lights(2, 21),
          new Lights(3, 10));

  /** One channel is bright, or none: the same for a shifted image. */
  private record Lights(long seed, int size) implements Samples {
    @Override
    public int label(int index) {
      return Draws.of(seed, "label", index).nextInt(CLASSES);
    }

    @Override
    public void copy(int index, float[] into, int offset) {
      Draws draws = Draws.of(seed, "image", index);
      for (int i = 0; i < SHAPE.size(); i++) {
        double light = i / (SHAPE.size() / 2) == label(index) ? 1 : 0;
        into[offset + i] = (float) (light + 0.5 * draws.nextGaussian());
      }
    }
  }

  private static Network network() {
    GraphBuilder graph = new GraphBuilder("small", SHAPE);
    String conv = graph.convolution("conv1", graph.input(), 6, 3, 1, 1, false);
    String norm = graph.relu("relu1", graph.batchNorm("bn1", conv));
    String pool = graph.maxPool("pool1", norm, 2);
    return Dl4jNetworks.fromGraph("small", graph.classifier("fc", pool, CLASSES));
  }

  private static TrainingState start() {
    Draws draws = Draws.of(4, "weights");
    float[] values = new float[LENGTH];
    for (Slice slice : NETWORK.layout().slices()) {
      boolean one = slice.role() == Role.GAMMA || slice.role() == Role.VARIANCE;
      for (int i = slice.offset(); i < slice.end(); i++) {
        values[i] = one ? 1f : slice.prunable() ? (float) (0.2 * draws.nextGaussian()) : 0f;
      }
    }
    return TrainingState.start(values);
  }

  private static Mask mask() {
    boolean[] pruned = new boolean[LENGTH];
    for (Slice slice : NETWORK.layout().prunable()) {
      for (int i = slice.offset(); i < slice.end(); i += 2) {
        pruned[i] = true;
      }
    }
    return Mask.of(LENGTH, i -> !pruned[i]);
  }

  private static final Training TRAINING =
      Binder.read(
          "{optimizer: {momentum: {learningRate: 0.05}}, batchSize: 8, epochs: 2.4, warmup: 3 it, schedule: {step: {milestones: [7 it]}}, weightDecay: 0.001, evaluateEvery: 4 it, augmentation: {padAndCrop: 1}}",
          Training.class,
          "test.yaml");

  static List<Engine> engines() {
    return Contracts.all(Engine.class);
  }

  @Test
  void thereIsAnEngine() {
    assertThat(engines()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void stoppedAnywhereItGoesOnWithTheSameBits(Engine engine) {
    int end = TRAINING.totalIterations(38);
    assertThat(end).isEqualTo(12);
    Finished whole;
    try (CompiledNetwork network = engine.compile(NETWORK, 8)) {
      whole = run(network, start(), end);
    }
    try (CompiledNetwork one = engine.compile(NETWORK, 8);
        CompiledNetwork other = engine.compile(NETWORK, 8)) {
      for (int cut = 0; cut <= end; cut++) {
        Finished first = run(one, start(), cut);
        Finished second = run(other, first.state(), end);
        assertThat(second.state().parameters())
            .as("cut at %d", cut)
            .containsExactly(whole.state().parameters());
        assertThat(second.state().optimizerState()).containsExactly(whole.state().optimizerState());
        assertThat(second.state().steps()).isEqualTo(12);
        HistoryPoint last = whole.log().history().get(5);
        assertThat(cut == end || second.log().history().contains(last)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void learnsUnderAMaskAndLeavesPrunedWeightsAtZero(Engine engine) {
    try (CompiledNetwork network = engine.compile(NETWORK, 16)) {
      Finished run =
          finished(
              new MaskedTrainer(network, DATASET, TRAINING.atConstantRate(0.05, 60), 3)
                  .train(start(), mask(), 60));
      float[] values = run.state().parameters();
      float[] velocity = run.state().optimizerState();
      for (int i = 0; i < LENGTH; i++) {
        if (!mask().kept(i)) {
          assertThat(values[i]).isZero();
          assertThat(velocity[i]).isZero();
        }
      }
      HistoryPoint best = HistoryPoint.earlyStop(run.log().history()).orElseThrow();
      assertThat(best.top1().orElseThrow()).isGreaterThan(0.8);
    }
  }

  private static Finished run(CompiledNetwork network, TrainingState from, int until) {
    return finished(new MaskedTrainer(network, DATASET, TRAINING, 3).train(from, mask(), until));
  }

  private static Finished finished(TrainingOutcome outcome) {
    assertThat(outcome).isInstanceOf(Finished.class);
    return (Finished) outcome;
  }
}
