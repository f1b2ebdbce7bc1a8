package io.pollard.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HypergeometricTest {

  /** A population of 10 with 4 marked, a sample of 3: P(X = 0..3) = 20, 60, 36, 4 of 120. */
  @Test
  void tailsAreThoseOfCountedSamples() {
    Hypergeometric law = new Hypergeometric(10);
    assertThat(law.upperTail(4, 3, 0)).isCloseTo(1.0, within(1e-12));
    assertThat(law.upperTail(4, 3, 1)).isCloseTo(100 / 120.0, within(1e-12));
    assertThat(law.upperTail(4, 3, 2)).isCloseTo(40 / 120.0, within(1e-12));
    assertThat(law.upperTail(4, 3, 3)).isCloseTo(4 / 120.0, within(1e-12));
  }

  @Test
  void limitsInvertTheTails() {
    Hypergeometric law = new Hypergeometric(10);
    // 3 of 3 marked: P(X >= 3 | 4) = 0.033, P(X >= 3 | 5) = 10/120 = 0.083.
    assertThat(law.lower(3, 3, 0.05)).isEqualTo(5);
    assertThat(law.upper(3, 3, 0.05)).isEqualTo(10);
    assertThat(law.lower(3, 0, 0.05)).isEqualTo(0);
    assertThat(law.upper(3, 0, 0.05)).isEqualTo(5);
    assertThat(law.lower(10, 4, 0.05)).isEqualTo(4);
    assertThat(law.upper(10, 4, 0.05)).isEqualTo(4);
    assertThat(law.lower(0, 0, 0.05)).isEqualTo(0);
    assertThat(law.upper(0, 0, 0.05)).isEqualTo(10);
  }

  /** Over all outcomes, weighted by their probability: for every truth and size of sample. */
  @Test
  void eachLimitMissesNoMoreThanItMay() {
    int population = 40;
    Hypergeometric law = new Hypergeometric(population);
    for (int truth = 0; truth <= population; truth++) {
      for (int sample : new int[] {1, 5, 20, 39}) {
        double above = 0.0;
        double below = 0.0;
        for (int x = Math.max(0, sample + truth - population); x <= Math.min(sample, truth); x++) {
          double p = law.upperTail(truth, sample, x) - law.upperTail(truth, sample, x + 1);
          above += law.lower(sample, x, 0.025) > truth ? p : 0.0;
          below += law.upper(sample, x, 0.025) < truth ? p : 0.0;
        }
        assertThat(above).as("%d marked, sample of %d", truth, sample).isLessThanOrEqualTo(0.025);
        assertThat(below).as("%d marked, sample of %d", truth, sample).isLessThanOrEqualTo(0.025);
      }
    }
  }

  @Test
  void impossibleSamplesAreAnError() {
    assertThatThrownBy(() -> new Hypergeometric(10).lower(11, 0, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sample of 11 with 0 marked from a population of 10");
  }
}
