package io.pollard.jobs.cli;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What replicates have in common and how much they differ.
 *
 * @param mean arithmetic
 * @param deviation standard deviation of the sample, divisor n - 1; empty for fewer than two
 */
record Spread(double mean, OptionalDouble deviation) {

  /**
   * Of one value or more.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Spread of(List<Double> values) {
    double mean =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("no values"));
    if (values.size() < 2) {
      return new Spread(mean, OptionalDouble.empty());
    }
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Spread(mean, OptionalDouble.of(Math.sqrt(squares / (values.size() - 1))));
  }

  /** {@code 0.9731 ± 0.0012}; without deviation the mean alone. */
  String text(String format) {
    String shown = format.formatted(mean);
    return deviation.isPresent()
        ? shown + " ± " + format.formatted(deviation.getAsDouble())
        : shown;
  }
}
