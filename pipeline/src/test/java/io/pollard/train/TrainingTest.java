package io.pollard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.spec.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingTest {
  private static final String HEAD = "optimizer: {sgd: {learningRate: 0.1}}, batchSize: 60, ";

  private static Training read(String keys) {
    Training training = Binder.read("{" + HEAD + keys + "}", Training.class, "test.yaml");
    assertThat(Binder.read(Canonical.settings(training), Training.class, "again"))
        .isEqualTo(training);
    return training;
  }

  @Test
  void theLotteryTicketTraining() {
    Training training =
        Binder.read(
            "{optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 12000}",
            Training.class,
            "test.yaml");
    assertThat(training)
        .isEqualTo(Training.of(new Optimizer.Adam(1.2e-3, 0.9, 0.999, 1e-8), 60, 12000));
    assertThat(training.iterationsPerEpoch(55_000)).isEqualTo(917);
    assertThat(training.totalIterations(55_000)).isEqualTo(12_000);
    assertThat(training.learningRate(0, 917)).isEqualTo(1.2e-3);
    assertThat(training.learningRate(11_999, 917)).isEqualTo(1.2e-3);
    assertThat(training.updateRule()).isEqualTo(new UpdateRule(training.optimizer(), 0, false));
    assertThat(Canonical.settings(training))
        .isEqualTo(
            "{\"batchSize\":60,\"iterations\":12000,\"optimizer\":{\"adam\":{\"learningRate\":0.0012}}}");
  }

  @Test
  void aLengthInEpochsIsRoundedToAStep() {
    assertThat(read("epochs: 2.5").totalIterations(601)).isEqualTo(28);
    assertThat(read("epochs: 3").totalIterations(600)).isEqualTo(30);
    assertThat(read("epochs: 0.001").totalIterations(600)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weightDecay: 0 | give one of iterations and epochs, found none",
        "iterations: 1, epochs: 1 | give one of iterations and epochs, found both",
        "iterations: 0 | iterations is at least 1, found 0",
        "epochs: 0 | epochs is more than 0, found 0.0",
        "iterations: 1, weightDecay: -1 | weightDecay is at least 0, found -1.0",
        "iterations: 1, schedule: {step: {milestones: [1 ep], factor: 0}} | factor is greater than 0, found 0.0",
        "iterations: 1, schedule: {cosine: {to: -1}} | to is at least 0, found -1.0",
      })
  void refuses(String keys, String message) {
    assertThatThrownBy(() -> read(keys))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesEmptyBatches() {
    assertThatThrownBy(() -> Training.of(new Optimizer.Sgd(), 0, 1))
        .hasMessage("batchSize is at least 1, found 0");
  }

  @Test
  void stepsDownAtMilestones() {
    Training training =
        read("epochs: 160, schedule: {step: {milestones: [80 ep, 1200 it], factor: 0.1}}");
    assertThat(training.learningRate(799, 10)).isEqualTo(0.1);
    assertThat(training.learningRate(800, 10)).isEqualTo(0.1 * 0.1);
    assertThat(training.learningRate(1199, 10)).isEqualTo(0.1 * 0.1);
    assertThat(training.learningRate(1200, 10)).isEqualTo(0.1 * 0.1 * 0.1);
  }

  @Test
  void followsACosineToItsEnd() {
    Training training = read("iterations: 100, schedule: {cosine: {to: 0.02}}");
    assertThat(training.learningRate(0, 10)).isEqualTo(0.1);
    assertThat(training.learningRate(25, 10))
        .isCloseTo(0.02 + 0.08 * (1 + Math.sqrt(0.5)) / 2, within(1e-15));
    assertThat(training.learningRate(50, 10)).isCloseTo(0.06, within(1e-15));
    assertThat(training.learningRate(99, 10)).isBetween(0.02, 0.0201);
    assertThat(read("epochs: 10, schedule: cosine").learningRate(50, 10))
        .isCloseTo(0.05, within(1e-15));
  }

  @Test
  void warmsUpLinearlyWithoutShiftingTheSchedule() {
    Training training =
        read("epochs: 10, warmup: 0.5 ep, schedule: {step: {milestones: [3 it], factor: 0.5}}");
    double[] expected = {0.02, 0.04, 0.06, 0.04, 0.05, 0.05};
    for (int i = 0; i < expected.length; i++) {
      assertThat(training.learningRate(i, 10)).isCloseTo(expected[i], within(1e-15));
    }
  }

  @Test
  void atAConstantRateEverythingElseStays() {
    Training training =
        read(
            "epochs: 10, warmup: 1 ep, schedule: cosine, weightDecay: 1e-4, decayWeightsOnly: true, evaluateEvery: 5 it, augmentation: {padAndCrop: 4, horizontalFlip: true}");
    Training constant = training.atConstantRate(0.01, 77);
    assertThat(constant.iterations()).isEqualTo(Optional.of(77));
    assertThat(constant.epochs()).isEmpty();
    assertThat(constant.learningRate(0, 10)).isEqualTo(0.01);
    assertThat(constant.learningRate(76, 10)).isEqualTo(0.01);
    assertThat(constant.weightDecay()).isEqualTo(1e-4);
    assertThat(constant.decayWeightsOnly()).isTrue();
    assertThat(constant.augmentation()).isEqualTo(training.augmentation());
    assertThat(constant.evaluateEvery()).isEqualTo(Duration.parse("5 it"));
    assertThat(constant.optimizer()).isEqualTo(new Optimizer.Sgd(0.01));
  }

  @Test
  void everyOptimizerKeepsItsKindAtAnotherRate() {
    assertThat(new Optimizer.Momentum(0.1, 0.8).withLearningRate(0.2))
        .isEqualTo(new Optimizer.Momentum(0.2, 0.8));
    assertThat(new Optimizer.Nesterov(0.1, 0.8).withLearningRate(0.2))
        .isEqualTo(new Optimizer.Nesterov(0.2, 0.8));
    assertThat(new Optimizer.Adam(0.1, 0.8, 0.7, 1e-6).withLearningRate(0.2))
        .isEqualTo(new Optimizer.Adam(0.2, 0.8, 0.7, 1e-6));
  }

  /** Scratch-B of VGG-16-A (METHODS G25): 160 x 313,463,808 / 206,279,680 epochs. */
  @Test
  void stretchedTrainingsTakeTheirMilestonesAlong() {
    Training training =
        Binder.read(
            """
            optimizer: {momentum: {learningRate: 0.1}}
            batchSize: 64
            epochs: 160
            schedule: {step: {milestones: [80 ep, 120 ep], factor: 0.1}}
            """,
            Training.class,
            "test.yaml");
    Training longer = training.stretched(313_463_808.0 / 206_279_680.0);
    assertThat(longer.epochs()).contains(243.0);
    int perEpoch = longer.iterationsPerEpoch(45_000);
    int first = (int) Math.round(80 * 313_463_808.0 / 206_279_680.0 * perEpoch);
    assertThat(longer.learningRate(first - 1, perEpoch)).isEqualTo(0.1);
    assertThat(longer.learningRate(first, perEpoch)).isCloseTo(0.01, within(1e-12));
    Training steps = Training.of(new Optimizer.Sgd(), 64, 30).stretched(1.99);
    assertThat(steps.iterations()).contains(59);
  }
}
