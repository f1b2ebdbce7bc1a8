package io.pollard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.data.Augmentation;
import io.pollard.data.Batches;
import io.pollard.data.Dataset;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Optimizer;
import io.pollard.measure.Accuracy;
import io.pollard.measure.Evaluator;
import io.pollard.measure.SoftmaxRegression;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.TestNetworks;
import io.pollard.spec.Binder;
import io.pollard.train.HistoryPoint.Split;
import io.pollard.train.TrainingOutcome.Cancelled;
import io.pollard.train.TrainingOutcome.Diverged;
import io.pollard.train.TrainingOutcome.Finished;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTrainerTest {
  private static final Network NETWORK =
      TestNetworks.dense("softmax", Blobs.FEATURES, Blobs.CLASSES);
  private static final int LENGTH = NETWORK.layout().length();
  private static final Mask DENSE = Mask.dense(LENGTH);
  private static final Mask SPARSE = Mask.of(LENGTH, i -> i >= 12 || i % 3 != 0);

  /** 25 steps an epoch, the last of them with 6 examples; validation every 10 steps. */
  private static final Dataset DATASET = Blobs.of(198, 40);

  private static Training training(String optimizer, String more) {
    return Binder.read(
        "{optimizer: %s, batchSize: 8, evaluateEvery: 10 it, weightDecay: 0.001, %s}"
            .formatted(optimizer, more),
        Training.class,
        "test.yaml");
  }

  private static final String ADAM = "{adam: {learningRate: 0.05}}";

  private static MaskedTrainer trainer(Training training, Dataset dataset, long seed) {
    return new MaskedTrainer(new SoftmaxRegression(NETWORK, 16, 0.2), dataset, training, seed);
  }

  private static TrainingState start() {
    float[] values = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = (i % 5 - 2) / 10f;
    }
    return TrainingState.start(values);
  }

  private static Finished finished(TrainingOutcome outcome) {
    assertThat(outcome).isInstanceOf(Finished.class);
    return (Finished) outcome;
  }

  private static void same(TrainingState actual, TrainingState expected) {
    assertThat(actual.iteration()).isEqualTo(expected.iteration());
    assertThat(actual.steps()).isEqualTo(expected.steps());
    assertThat(actual.parameters()).containsExactly(expected.parameters());
    assertThat(actual.optimizerState()).containsExactly(expected.optimizerState());
  }

  private static List<HistoryPoint> validation(List<HistoryPoint> history) {
    return history.stream().filter(point -> point.split() == Split.VALIDATION).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{sgd: {learningRate: 0.1}}",
        "{momentum: {learningRate: 0.05}}",
        "{nesterov: {learningRate: 0.05}}",
        ADAM
      })
  void stoppedAnywhereItGoesOnWithTheSameBits(String optimizer) {
    Training training = training(optimizer, "iterations: 60, schedule: cosine, warmup: 7 it");
    Finished whole = finished(trainer(training, DATASET, 5).train(start(), SPARSE, 60));
    for (int cut = 0; cut <= 60; cut++) {
      Finished first = finished(trainer(training, DATASET, 5).train(start(), SPARSE, cut));
      assertThat(first.state().iteration()).isEqualTo(cut);
      Finished second =
          finished(trainer(training, DATASET, 5).train(first.state(), first.mask(), 60));
      same(second.state(), whole.state());
      List<HistoryPoint> points = new ArrayList<>(validation(first.log().history()));
      points.addAll(validation(second.log().history()));
      assertThat(points).isEqualTo(validation(whole.log().history()));
    }
  }

  @Test
  void everyStepIsTheNetworksOwnWithBatchAndRateOfItsIteration() {
    Training training = training(ADAM, "iterations: 30, warmup: 4 it");
    Finished run = finished(trainer(training, DATASET, 5).train(start(), SPARSE, 30));
    try (CompiledNetwork oracle = new SoftmaxRegression(NETWORK, 8, 0.2)) {
      oracle.updateRule(training.updateRule());
      oracle.mask(SPARSE);
      oracle.parameters(start().parameters());
      Batches batches =
          new Batches(DATASET.train(), DATASET.shape(), Blobs.CLASSES, 8, 5, new Augmentation());
      float[] features = new float[8 * Blobs.FEATURES];
      float[] targets = new float[8 * Blobs.CLASSES];
      for (int i = 0; i < 30; i++) {
        int size = batches.fill(i, features, targets);
        assertThat(size).isEqualTo(i == 24 ? 6 : 8);
        double rate = i < 4 ? 0.05 * (i + 1) / 4 : 0.05;
        oracle.step(new Batch(size, features, targets), rate, i, 5);
      }
      assertThat(run.state().parameters()).containsExactly(oracle.parameters());
      assertThat(run.state().optimizerState()).containsExactly(oracle.optimizerState());
    }
  }

  @Test
  void theSeedDecidesTheOrderOfTheData() {
    Training training = training(ADAM, "iterations: 30");
    float[] one =
        finished(trainer(training, DATASET, 1).train(start(), DENSE, 30)).state().parameters();
    float[] two =
        finished(trainer(training, DATASET, 2).train(start(), DENSE, 30)).state().parameters();
    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void prunedWeightsAndTheirStateStayExactlyZero() {
    Training training = training(ADAM, "iterations: 40");
    TrainingState dense = finished(trainer(training, DATASET, 1).train(start(), DENSE, 20)).state();
    TrainingState state = finished(trainer(training, DATASET, 1).train(dense, SPARSE, 40)).state();
    for (int i = 0; i < LENGTH; i++) {
      if (!SPARSE.kept(i)) {
        assertThat(state.parameters()[i]).isZero();
        assertThat(state.optimizerState()[i]).isZero();
        assertThat(state.optimizerState()[LENGTH + i]).isZero();
        assertThat(dense.parameters()[i]).isNotZero();
      } else {
        assertThat(state.parameters()[i]).isNotEqualTo(dense.parameters()[i]);
      }
    }
  }

  @Test
  void logsTheMeanTrainingLossAndTheValidationSplit() {
    Training training = training(ADAM, "iterations: 24, schedule: cosine");
    Finished run = finished(trainer(training, DATASET, 1).train(start(), DENSE, 24));
    List<HistoryPoint> history = run.log().history();
    assertThat(history).extracting(HistoryPoint::iteration).containsExactly(10, 10, 20, 20, 24, 24);
    assertThat(history)
        .extracting(HistoryPoint::split)
        .containsExactly(
            Split.TRAIN,
            Split.VALIDATION,
            Split.TRAIN,
            Split.VALIDATION,
            Split.TRAIN,
            Split.VALIDATION);
    assertThat(history.get(0).learningRate()).isEqualTo(training.learningRate(9, 25));
    assertThat(history.get(0).top1()).isEmpty();

    double lossSum = 0;
    try (CompiledNetwork oracle = new SoftmaxRegression(NETWORK, 16, 0.2)) {
      oracle.updateRule(training.updateRule());
      oracle.parameters(start().parameters());
      Batches batches =
          new Batches(DATASET.train(), DATASET.shape(), Blobs.CLASSES, 8, 1, new Augmentation());
      float[] features = new float[8 * Blobs.FEATURES];
      float[] targets = new float[8 * Blobs.CLASSES];
      for (int i = 0; i < 10; i++) {
        int size = batches.fill(i, features, targets);
        lossSum +=
            oracle.step(new Batch(size, features, targets), training.learningRate(i, 25), i, 1);
      }
      Accuracy accuracy = new Evaluator(oracle).evaluate(DATASET.validation());
      assertThat(history.get(0).loss()).isCloseTo(lossSum / 10, within(1e-12));
      assertThat(history.get(1).loss()).isEqualTo(accuracy.loss());
      assertThat(history.get(1).top1()).hasValue(accuracy.top1Share());
    }
    assertThat(run.log().trainNanos()).isPositive();
    assertThat(run.log().evaluateNanos()).isPositive();
  }

  @Test
  void epochsAreCountedWhenTheyAreOver() {
    Training training =
        Binder.read(
            "{optimizer: %s, batchSize: 8, epochs: 2}".formatted(ADAM),
            Training.class,
            "test.yaml");
    Finished run = finished(trainer(training, Blobs.of(198, 0), 1).train(start(), DENSE, 50));
    assertThat(run.log().history())
        .extracting(HistoryPoint::iteration, HistoryPoint::epoch, HistoryPoint::split)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(25, 1, Split.TRAIN),
            org.assertj.core.groups.Tuple.tuple(50, 2, Split.TRAIN));
  }

  @Test
  void evaluatingNeverLogsNothing() {
    Training training =
        Binder.read(
            "{optimizer: %s, batchSize: 8, epochs: 2, evaluateEvery: 0 it}".formatted(ADAM),
            Training.class,
            "test.yaml");
    Finished run = finished(trainer(training, DATASET, 1).train(start(), DENSE, 50));
    assertThat(run.log().history()).isEmpty();
    assertThat(HistoryPoint.earlyStop(run.log().history())).isEmpty();
  }

  @Test
  void evaluatingDoesNotChangeTheTraining() {
    Training often = training(ADAM, "iterations: 30");
    Training never =
        Binder.read(
            "{optimizer: %s, batchSize: 8, iterations: 30, weightDecay: 0.001, evaluateEvery: 0 it}"
                .formatted(ADAM),
            Training.class,
            "test.yaml");
    same(
        finished(trainer(often, DATASET, 1).train(start(), DENSE, 30)).state(),
        finished(trainer(never, DATASET, 1).train(start(), DENSE, 30)).state());
  }

  @Test
  void prunesOnceMoreWhenAllIterationsAreDone() {
    List<Integer> ends = new ArrayList<>();
    MaskUpdates updates =
        new MaskUpdates() {
          @Override
          public Optional<Update> before(int iteration, Mask mask, Supplier<float[]> parameters) {
            return Optional.empty();
          }

          @Override
          public Optional<Update> atTheEnd(int iteration, Mask mask, Supplier<float[]> parameters) {
            ends.add(iteration);
            return Optional.of(new Update(SPARSE, Optional.empty()));
          }
        };
    MaskedTrainer trainer = trainer(training(ADAM, "iterations: 30"), DATASET, 1);
    Finished dense = finished(trainer.train(start(), DENSE, 30));
    Finished pruned = finished(trainer.train(start(), DENSE, 30, updates, Cancellation.never()));
    assertThat(ends).containsExactly(30);
    assertThat(pruned.mask()).isEqualTo(SPARSE);
    float[] expected = dense.state().parameters();
    SPARSE.apply(expected);
    assertThat(pruned.state().parameters()).containsExactly(expected);
  }

  @Test
  void prunesOnTheWayAndCanBeCutAtAMoment() {
    Training training = training(ADAM, "iterations: 30");
    Mask second = SPARSE.and(Mask.of(LENGTH, i -> i != 4 && i != 5));
    List<Integer> asked = new ArrayList<>();
    MaskUpdates updates =
        (iteration, mask, parameters) -> {
          asked.add(iteration);
          if (iteration == 10) {
            assertThat(parameters.get()[0]).isNotZero();
            return Optional.of(new MaskUpdates.Update(SPARSE, Optional.empty()));
          }
          if (iteration == 20) {
            assertThat(mask).isEqualTo(SPARSE);
            assertThat(parameters.get()[0]).isZero();
            return Optional.of(new MaskUpdates.Update(second, Optional.empty()));
          }
          return Optional.empty();
        };
    Finished whole =
        finished(
            trainer(training, DATASET, 1).train(start(), DENSE, 30, updates, Cancellation.never()));
    assertThat(whole.mask()).isEqualTo(second);
    assertThat(whole.state().parameters()[4]).isZero();
    assertThat(asked).hasSize(30).startsWith(0, 1, 2).endsWith(29);

    asked.clear();
    Finished first =
        finished(
            trainer(training, DATASET, 1).train(start(), DENSE, 20, updates, Cancellation.never()));
    assertThat(first.mask()).isEqualTo(SPARSE);
    Finished rest =
        finished(
            trainer(training, DATASET, 1)
                .train(first.state(), first.mask(), 30, updates, Cancellation.never()));
    same(rest.state(), whole.state());
    assertThat(rest.mask()).isEqualTo(second);
    assertThat(asked).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void survivorsMayMoveOnTheWay() {
    float[] moved = new float[LENGTH];
    Arrays.fill(moved, 0.25f);
    List<float[]> seen = new ArrayList<>();
    MaskUpdates updates =
        (iteration, mask, parameters) -> {
          if (iteration == 1) {
            return Optional.of(new MaskUpdates.Update(SPARSE, Optional.of(moved)));
          }
          if (iteration == 2) {
            seen.add(parameters.get());
          }
          return Optional.empty();
        };
    trainer(training("{sgd: {learningRate: 1e-9}}", "iterations: 3"), DATASET, 1)
        .train(start(), DENSE, 3, updates, Cancellation.never());
    for (int i = 0; i < LENGTH; i++) {
      assertThat(seen.get(0)[i]).isCloseTo(SPARSE.kept(i) ? 0.25f : 0f, within(1e-4f));
    }
  }

  @Test
  void stopsBetweenIterationsWhenToldTo() {
    Training training = training(ADAM, "iterations: 30");
    int[] asked = {0};
    TrainingOutcome outcome =
        trainer(training, DATASET, 1)
            .train(start(), SPARSE, 30, MaskUpdates.none(), () -> asked[0]++ == 13);
    assertThat(outcome).isInstanceOf(Cancelled.class);
    Cancelled cancelled = (Cancelled) outcome;
    assertThat(cancelled.state().iteration()).isEqualTo(13);
    assertThat(cancelled.mask()).isEqualTo(SPARSE);
    assertThat(cancelled.log().history()).hasSize(2);
    same(
        finished(trainer(training, DATASET, 1).train(cancelled.state(), SPARSE, 30)).state(),
        finished(trainer(training, DATASET, 1).train(start(), SPARSE, 30)).state());
  }

  @Test
  void stopsWhenItsThreadIsInterrupted() {
    Training training = training(ADAM, "iterations: 30");
    Thread.currentThread().interrupt();
    TrainingOutcome outcome =
        trainer(training, DATASET, 1)
            .train(start(), DENSE, 30, MaskUpdates.none(), Cancellation.onInterrupt());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(Cancelled.class);
    assertThat(((Cancelled) outcome).state().iteration()).isZero();
  }

  @Test
  void endsAtALossThatIsNotFinite() {
    Training training = training("{sgd: {learningRate: 1.0e+30}}", "iterations: 30");
    TrainingOutcome outcome = trainer(training, DATASET, 1).train(start(), DENSE, 30);
    assertThat(outcome).isInstanceOf(Diverged.class);
    Diverged diverged = (Diverged) outcome;
    assertThat(diverged.loss()).isNotFinite();
    assertThat(diverged.iteration()).isBetween(1, 3);
    assertThat(diverged.log().history()).isEmpty();
  }

  @Test
  void endsAtAParameterThatIsNotFiniteAfterTheLastStep() {
    // Infinite as a float: the loss of step 0 is that before it.
    Training training = training("{sgd: {learningRate: 1.0e+39}}", "iterations: 30");
    TrainingOutcome outcome = trainer(training, DATASET, 1).train(start(), DENSE, 1);
    assertThat(outcome).isInstanceOf(Diverged.class);
    assertThat(((Diverged) outcome).iteration()).isZero();
    assertThat(((Diverged) outcome).loss()).isNaN();
  }

  @Test
  void endsAtAValidationLossThatIsNotFinite() {
    Training training = training("{sgd: {learningRate: 1.0e+39}}", "iterations: 1");
    TrainingOutcome outcome = trainer(training, DATASET, 1).train(start(), DENSE, 1);
    assertThat(outcome).isInstanceOf(Diverged.class);
    assertThat(((Diverged) outcome).iteration()).isZero();
    assertThat(outcome.log().history())
        .extracting(HistoryPoint::split)
        .containsExactly(Split.TRAIN);
  }

  @Test
  void earlyStoppingIsTheEarliestLeastValidationLoss() {
    List<HistoryPoint> history = new ArrayList<>();
    double[] losses = {0.9, 0.4, 0.6, 0.4};
    for (int i = 0; i < losses.length; i++) {
      history.add(
          new HistoryPoint(10 * i, i, Split.TRAIN, 0.1, java.util.OptionalDouble.empty(), 0.1));
      history.add(
          new HistoryPoint(
              10 * i, i, Split.VALIDATION, losses[i], java.util.OptionalDouble.of(0.5), 0.1));
    }
    assertThat(HistoryPoint.earlyStop(history).orElseThrow().iteration()).isEqualTo(10);
    assertThat(Split.VALIDATION.label()).isEqualTo("validation");
  }

  @Test
  void refusesWhatDoesNotFit() {
    Training large = Training.of(new Optimizer.Sgd(), 17, 10);
    assertThatThrownBy(() -> trainer(large, DATASET, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batches of 17 for a network compiled for 16");
    MaskedTrainer trainer = trainer(training(ADAM, "iterations: 30"), DATASET, 1);
    assertThatThrownBy(() -> trainer.train(TrainingState.start(new float[3]), DENSE, 10))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Cannot use a training state: its length is not the network's");
    TrainingState later = new TrainingState(5, 5, new float[LENGTH], new float[0]);
    assertThatThrownBy(() -> trainer.train(later, DENSE, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a training at iteration 5 cannot reach 4");
  }

  @Test
  void learns() {
    Training training = training(ADAM, "iterations: 200");
    Finished run = finished(trainer(training, DATASET, 1).train(start(), DENSE, 200));
    List<HistoryPoint> validation = validation(run.log().history());
    assertThat(validation.get(19).top1().orElseThrow()).isGreaterThan(0.75);
    assertThat(validation.get(19).loss()).isLessThan(validation.get(0).loss());
  }
}
