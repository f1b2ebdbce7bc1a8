package io.pollard.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final Analysis.Sampling SAMPLING = new Analysis.Sampling(0.9, 0.01);

  /** Every tenth example wrong, margins growing with the index. */
  private static List<Standing> standings(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> new Standing(i, isRight(i) ? 0 : 1, i, 0.5))
        .toList();
  }

  private static boolean isRight(int example) {
    return example % 10 != 0;
  }

  /** What a cell does on some examples that gets these right. */
  private static Tally tally(int[] examples, IntPredicate right) {
    Outcome[] outcomes = new Outcome[2];
    for (int wrong = 0; wrong < 2; wrong++) {
      boolean all = wrong == 0;
      int[] some = Arrays.stream(examples).filter(e -> isRight(e) == all).toArray();
      int top1 = (int) Arrays.stream(some).filter(right).count();
      outcomes[wrong] = new Outcome(some.length, top1, top1, some.length * 0.5);
    }
    return new Tally(0, 0, outcomes[0], outcomes[1]);
  }

  /** The estimate at which a cell stops. */
  private static Estimate stopped(Sampler sampler, IntPredicate right) {
    Tally doubtful = Tally.none(0);
    Tally safe = Tally.none(0);
    for (int look = 0; look < sampler.looks(); look++) {
      doubtful = doubtful.plus(tally(sampler.doubtful(look), right));
      safe = safe.plus(tally(sampler.safe(look), right));
      Estimate estimate = sampler.estimate(look, doubtful, safe);
      assertThat(estimate.top1()).isBetween(estimate.low(), estimate.high());
      if (sampler.isNarrow(estimate)) {
        return estimate;
      }
    }
    throw new AssertionError("the last look does not know");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 40, 1000, 9000})
  void everyExampleIsLookedAtOnce(int n) {
    Sampler sampler = new Sampler(standings(n), SAMPLING, 1);
    Set<Integer> seen = new HashSet<>();
    for (int look = 0; look < sampler.looks(); look++) {
      for (int[] some : List.of(sampler.doubtful(look), sampler.safe(look))) {
        Arrays.stream(some).forEach(example -> assertThat(seen.add(example)).isTrue());
      }
    }
    assertThat(seen).hasSize(n);
  }

  @Test
  void wrongAndCloseExamplesAreTheDoubtfulOnes() {
    Sampler sampler = new Sampler(standings(9000), SAMPLING, 1);
    int[] first = sampler.doubtful(0);
    int[] second = sampler.doubtful(1);
    // 8,100 are right: the 324 closest are 1 ... 359 without the tens.
    assertThat(first.length + second.length).isEqualTo(900 + 324);
    assertThat(IntStream.concat(Arrays.stream(first), Arrays.stream(second)))
        .allMatch(example -> !isRight(example) || example < 360);
    assertThat(sampler.doubtful(2)).isEmpty();
    assertThat(sampler.safe(1)).isEmpty();
  }

  @Test
  void aCellThatChangesNothingStopsAtTheFirstLook() {
    Sampler sampler = new Sampler(standings(9000), SAMPLING, 1);
    Estimate estimate = stopped(sampler, SamplerTest::isRight);
    assertThat(estimate.samples()).isEqualTo(sampler.doubtful(0).length + sampler.safe(0).length);
    assertThat(estimate.samples()).isLessThan(900);
    assertThat(estimate.top1()).isCloseTo(0.9, within(1e-12));
    assertThat(estimate.loss()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void theLastLookKnows() {
    Sampler sampler = new Sampler(standings(1000), new Analysis.Sampling(0.9, 1e-6), 1);
    IntPredicate right = example -> example % 3 == 0;
    assertThat(stopped(sampler, right))
        .isEqualTo(new Estimate(1000, 0.334, 0.334, 0.5, 0.334, 0.334));
  }

  /**
   * A cell that loses some right examples and wins some wrong ones, under 400 seeds: where it
   * stops, 90% must hold.
   */
  @ParameterizedTest
  @CsvSource({"5, 1000000", "1000000, 5", "100, 20", "300, 300"})
  void intervalsHoldAsOftenAsTheySay(int oneLostIn, int oneWonIn) {
    IntPredicate right =
        e -> Draws.of(9, "changed", e).nextInt(isRight(e) ? oneLostIn : oneWonIn) == 0 ^ isRight(e);
    double exact = IntStream.range(0, 3000).filter(right).count() / 3000.0;
    int held = 0;
    for (int seed = 0; seed < 400; seed++) {
      Sampler sampler = new Sampler(standings(3000), new Analysis.Sampling(0.9, 0.03), seed);
      Estimate estimate = stopped(sampler, right);
      held += exact >= estimate.low() && exact <= estimate.high() ? 1 : 0;
    }
    assertThat(held).isGreaterThanOrEqualTo(360);
  }
}
