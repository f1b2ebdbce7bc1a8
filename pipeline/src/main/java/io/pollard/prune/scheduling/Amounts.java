package io.pollard.prune.scheduling;

import io.pollard.prune.selection.Amount;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.stream.Stream;

/** What the schedules that list their amounts have in common. */
final class Amounts {
  private Amounts() {}

  /**
   * @throws IllegalArgumentException unless exactly one key is given
   */
  static void requireOne(String keys, boolean... given) {
    int count = 0;
    for (boolean one : given) {
      count += one ? 1 : 0;
    }
    if (count != 1) {
      throw new IllegalArgumentException("give one of %s, found %d".formatted(keys, count));
    }
  }

  /**
   * All lists as amounts.
   *
   * @throws IllegalArgumentException if a compression ratio or a speed-up is below 1
   */
  static List<Amount> of(
      List<Fraction> sparsities, List<Double> compressions, List<Double> speedups) {
    return Stream.<Stream<Amount>>of(
            sparsities.stream().map(Amount.Sparsity::new),
            compressions.stream().map(Amount.Compression::new),
            speedups.stream().map(Amount.Speedup::new))
        .flatMap(amounts -> amounts)
        .toList();
  }

  /**
   * @throws IllegalArgumentException if a value is not above the one before
   */
  static void requireIncreasing(String key, List<Double> values) {
    for (int i = 1; i < values.size(); i++) {
      if (!(values.get(i) > values.get(i - 1))) {
        throw new IllegalArgumentException(
            "%s must increase, found %s after %s".formatted(key, values.get(i), values.get(i - 1)));
      }
    }
  }
}
