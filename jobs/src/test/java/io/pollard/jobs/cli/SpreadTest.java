package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void deviationIsThatOfTheSample() {
    Spread spread = Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));

    assertThat(spread.mean()).isEqualTo(5.0);
    assertThat(spread.deviation()).hasValue(Math.sqrt(32.0 / 7));
    assertThat(spread.text("%.3f")).isEqualTo("5.000 ± 2.138");
  }

  @Test
  void oneValueHasNone() {
    Spread spread = Spread.of(List.of(0.25));

    assertThat(spread.deviation()).isEqualTo(OptionalDouble.empty());
    assertThat(spread.text("%.2f")).isEqualTo("0.25");
  }

  @Test
  void noValueHasNoMean() {
    assertThatThrownBy(() -> Spread.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no values");
  }
}
