package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.collection.JavaConverters;

class CellTest {

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "0.123456789, 0.123457",
    "1234.56789, 1234.57",
    "12345678.9, 12345679",
    "100.0, 100",
    "0, 0",
    "-0.0, 0",
    "0.00012345678, 0.000123457",
    "0.000012345678, 1.23457e-05",
    "1e20, 1.00000e+20",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void roundsToSixDigits(double value, String shown) {
    assertThat(Cell.rounded(value)).isEqualTo(shown);
  }

  @Test
  void showsValuesForPeople() {
    assertThat(Cell.forPeople(7L)).isEqualTo("7");
    assertThat(Cell.forPeople("text")).isEqualTo("text");
    assertThat(Cell.forPeople(new BigDecimal("2.50"))).isEqualTo("2.5");
    assertThat(Cell.forPeople(new byte[] {1, 2, 3})).isEqualTo("3 bytes");
    assertThat(Cell.forPeople(Timestamp.from(Instant.parse("2026-01-02T03:04:05.678Z"))))
        .isEqualTo("2026-01-02T03:04:05Z");
    assertThat(Cell.forPeople(JavaConverters.asScalaBuffer(Arrays.asList(1, null, 2.5)).toSeq()))
        .isEqualTo("[1, NULL, 2.5]");
    assertThat(Cell.forPeople(RowFactory.create("a", null))).isEqualTo("{a, NULL}");
  }

  @Test
  void quotesFieldsThatNeedIt() {
    assertThat(List.of("plain", "", "a,b", "say \"hi\"", "two\nlines").stream().map(Cell::csv))
        .containsExactly("plain", "\"\"", "\"a,b\"", "\"say \"\"hi\"\"\"", "\"two\nlines\"");
  }
}
