package io.pollard.jobs.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/** One value as text. */
final class Cell {
  private static final MathContext DIGITS = new MathContext(6);

  private Cell() {}

  /**
   * Short enough to read: six digits of a fraction, the size of binary values, no plan of a type.
   */
  static String forPeople(Object value) {
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return rounded((Number) value);
    }
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes";
    }
    if (value instanceof Timestamp time) {
      return time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
    if (value instanceof scala.collection.Seq<?> list) {
      return JavaConverters.seqAsJavaList(list).stream()
          .map(item -> item == null ? "NULL" : forPeople(item))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Row row) {
      return IntStream.range(0, row.size())
          .mapToObj(i -> row.isNullAt(i) ? "NULL" : forPeople(row.get(i)))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value.toString();
  }

  /** A field of a CSV file, quoted if it has to be. */
  static String csv(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /**
   * Six significant digits, all digits of what stands before the point; never an exponent that a
   * person need not see.
   */
  static String rounded(Number number) {
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e15)) {
      return String.format(java.util.Locale.ROOT, "%.5e", value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    int whole = Math.max(0, exact.precision() - exact.scale());
    BigDecimal shown = exact.round(new MathContext(Math.max(DIGITS.getPrecision(), whole)));
    return shown.signum() == 0 ? "0" : strip(shown);
  }

  private static String strip(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0).toPlainString() : stripped.toPlainString();
  }
}
