package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {

  @ParameterizedTest
  @CsvSource({
    "-5, 0 s",
    "499, 0 s",
    "59499, 59 s",
    "60000, 1 min",
    "200000, 3 min 20 s",
    "3600000, 1 h",
    "7800000, 2 h 10 min",
    "273600000, 3 d 4 h"
  })
  void showsTwoUnits(long millis, String shown) {
    assertThat(Spans.of(Duration.ofMillis(millis))).isEqualTo(shown);
  }
}
