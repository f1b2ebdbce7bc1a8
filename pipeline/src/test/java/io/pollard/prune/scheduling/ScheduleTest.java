package io.pollard.prune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.prune.Contracts;
import io.pollard.prune.scheduling.Level.From;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.prune.selection.Amount;
import io.pollard.spec.Binder;
import io.pollard.spec.Duration;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

  private static Schedule read(String text) {
    Schedule schedule = Binder.read(text, Schedule.class, "test.yaml");
    Contracts.travels(schedule, Schedule.class);
    return schedule;
  }

  private static Amount sparsity(double fraction) {
    return new Amount.Sparsity(new Fraction(fraction));
  }

  private static Level atOnce(From from, Amount amount) {
    return new Level(from, List.of(new Moment(Duration.parse("0 it"), amount)));
  }

  @Test
  void softPruningIsForGoodTheLastTimeOnly() {
    Schedule soft = read("{soft: {sparsity: 0.3, every: 2 ep, times: 3}}");
    assertThat(soft.points())
        .containsExactly(
            new Level(
                From.DENSE,
                List.of(
                    new Moment(Duration.parse("2 ep"), sparsity(0.3), true),
                    new Moment(Duration.parse("4 ep"), sparsity(0.3), true),
                    new Moment(Duration.parse("6 ep"), sparsity(0.3), false))));
    assertThat(read("{soft: {sparsity: 0.3, times: 1}}").points())
        .containsExactly(
            new Level(From.DENSE, List.of(new Moment(Duration.parse("1 ep"), sparsity(0.3)))));
    assertThatThrownBy(() -> read("{soft: {sparsity: 0.3, times: 0}}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("times is at least 1, found 0");
    assertThatThrownBy(() -> read("{soft: {sparsity: 0.3, times: 1, every: 0 it}}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("every is more than 0, found 0 it");
  }

  /** METHODS G2. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100, 0.2439",
    "200, 0.4392",
    "300, 0.5913",
    "500, 0.7875",
    "700, 0.8757",
    "900, 0.8991",
    "1000, 0.9"
  })
  void goldenCubic(int iteration, double expected) {
    Schedule agp = read("{agp: {sparsity: 0.9, every: 100 it, steps: 10}}");
    assertThat(agp.points()).hasSize(1);
    assertThat(agp.points().get(0).from()).isEqualTo(From.DENSE);
    List<Moment> moments = agp.points().get(0).moments();
    assertThat(moments).hasSize(11);
    Moment moment =
        moments.stream().filter(m -> m.at().iterations(1) == iteration).findFirst().orElseThrow();
    Amount.Sparsity amount = (Amount.Sparsity) moment.amount();
    assertThat(amount.fraction().value()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void gradualPruningStartsAndEndsExactly() {
    Schedule agp =
        read(
            "{agp: {sparsity: 0.9, initial: 0.1, start: 2 ep, every: 0.5 ep, steps: 3, at: initialization}}");
    Level level = agp.points().get(0);
    assertThat(level.from()).isEqualTo(From.INITIALIZATION);
    assertThat(level.moments().get(0)).isEqualTo(new Moment(Duration.parse("2 ep"), sparsity(0.1)));
    assertThat(level.moments().get(3))
        .isEqualTo(new Moment(Duration.parse("3.5 ep"), sparsity(0.9)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sparsity: 0.5, initial: 0.5, every: 1 it, steps: 1 | initial is below sparsity, found 0.5 and 0.5",
        "sparsity: 0.5, every: 0 it, steps: 1 | every is more than 0, found 0 it",
        "sparsity: 0.5, start: 1 ep, every: 10 it, steps: 1 | start and every have the same unit, found 1 ep and 10 it",
        "sparsity: 0.5, every: 10 it, steps: 0 | steps is at least 1, found 0",
      })
  void refusesAnImpossibleGradualPruning(String keys, String message) {
    assertThatThrownBy(() -> read("{agp: {" + keys + "}}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void oneShotsAreIndependentOfEachOther() {
    assertThat(read("{one-shot: {sparsity: 0.9}}").points())
        .containsExactly(atOnce(From.DENSE, sparsity(0.9)));
    assertThat(read("{one-shot: {sparsities: [0.9, 0.5]}}").points())
        .containsExactly(atOnce(From.DENSE, sparsity(0.9)), atOnce(From.DENSE, sparsity(0.5)));
    assertThat(read("{one-shot: {compressions: [2, 4], at: initialization}}").points())
        .containsExactly(
            atOnce(From.INITIALIZATION, new Amount.Compression(2)),
            atOnce(From.INITIALIZATION, new Amount.Compression(4)));
  }

  @Test
  void oneShotWantsExactlyOneKindOfAmount() {
    assertThatThrownBy(() -> read("one-shot"))
        .hasMessageContaining(
            "give one of sparsity, sparsities, compressions, speedups and latencySpeedups, found 0");
    assertThatThrownBy(() -> read("{one-shot: {sparsity: 0.5, compressions: [2]}}"))
        .hasMessageContaining(
            "give one of sparsity, sparsities, compressions, speedups and latencySpeedups, found 2");
    assertThatThrownBy(() -> read("{one-shot: {compressions: [0.5]}}"))
        .hasMessageContaining("a compression ratio is at least 1, found 0.5");
  }

  @Test
  void iterativeTakesTheSameShareOfTheSurvivors() {
    Level level = atOnce(From.PREVIOUS, new Amount.OfSurviving(new Fraction(0.2)));
    assertThat(read("{iterative: {levels: 3}}").points()).containsExactly(level, level, level);
    assertThat(new Iterative(new Fraction(0.2), 3)).isEqualTo(read("{iterative: {levels: 3}}"));
  }

  @Test
  void iterativeRefusesRatesThatTakeNothingOrAllAndNoLevels() {
    assertThatThrownBy(() -> new Iterative(new Fraction(0), 3))
        .hasMessage("rate lies in (0, 1), found 0.0");
    assertThatThrownBy(() -> new Iterative(new Fraction(1), 3))
        .hasMessage("rate lies in (0, 1), found 1.0");
    assertThatThrownBy(() -> new Iterative(new Fraction(0.2), 0))
        .hasMessage("levels is at least 1, found 0");
  }

  @Test
  void explicitLevelsFollowEachOtherAndIncrease() {
    assertThat(read("{explicit: {sparsities: [0.5, 0.8]}}").points())
        .containsExactly(
            atOnce(From.PREVIOUS, sparsity(0.5)), atOnce(From.PREVIOUS, sparsity(0.8)));
    assertThat(read("{explicit: {compressions: [2, 3]}}").points())
        .containsExactly(
            atOnce(From.PREVIOUS, new Amount.Compression(2)),
            atOnce(From.PREVIOUS, new Amount.Compression(3)));
    assertThatThrownBy(() -> read("{explicit: {sparsities: [0.5, 0.5]}}"))
        .hasMessageContaining("sparsities must increase, found 0.5 after 0.5");
    assertThatThrownBy(() -> read("{explicit: {compressions: [4, 2]}}"))
        .hasMessageContaining("compressions must increase, found 2.0 after 4.0");
    assertThatThrownBy(() -> read("explicit"))
        .hasMessageContaining("give one of sparsities, compressions and speedups, found 0");
  }

  @Test
  void examplesAreValid() {
    assertThat(new OneShot().sparsity()).isEqualTo(Optional.of(new Fraction(0.5)));
    assertThat(new Explicit().sparsities()).hasSize(2);
  }
}
