package io.pollard.udfs;

import io.pollard.UserException;
import java.util.Arrays;
import java.util.List;

/** Sums whose bits do not depend on the order of the rows. */
final class Statistics {
  private Statistics() {}

  /** Column of numbers, ascending. */
  static double[] sorted(List<List<Object>> rows, int column) {
    return rows.stream().mapToDouble(row -> (double) row.get(column)).sorted().toArray();
  }

  static double mean(List<List<Object>> rows, int column) {
    return mean(sorted(rows, column));
  }

  /** Around the first value: equal values have exactly their value as mean. */
  static double mean(double... values) {
    double first = values[0];
    return Double.isFinite(first)
        ? first + Arrays.stream(values).map(value -> value - first).sum() / values.length
        : Arrays.stream(values).sum() / values.length;
  }

  /** Standard deviation of a sample of two or more, divisor n - 1. */
  static double deviation(double... values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  /**
   * The value of a column that is the same in all rows, as an argument that is written as a literal
   * is.
   *
   * @throws UserException if it is not the same
   */
  static Object constant(String function, String argument, List<List<Object>> rows, int column) {
    List<Object> values = rows.stream().map(row -> row.get(column)).distinct().limit(2).toList();
    if (values.size() > 1) {
      throw new UserException(
          "Cannot compute %s: argument %s differs within a group (%s, %s); give one value for all rows"
              .formatted(function, argument, values.get(0), values.get(1)));
    }
    return values.get(0);
  }
}
