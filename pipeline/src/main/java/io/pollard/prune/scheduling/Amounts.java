package io.pollard.prune.scheduling;

import io.pollard.prune.selection.Amount;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.stream.Stream;

/** What the schedules that list their amounts have in common. */
final class Amounts {
  private static final List<Double> USUAL = List.of(2.0, 4.0, 8.0, 16.0, 32.0);

  private Amounts() {}

  /**
   * @throws IllegalArgumentException if more than one key is given
   */
  static void requireAtMostOne(String keys, boolean... given) {
    int count = 0;
    for (boolean one : given) {
      count += one ? 1 : 0;
    }
    if (count > 1) {
      throw new IllegalArgumentException("only one of " + keys + " may be given, found " + count);
    }
  }

  /**
   * The amounts of whichever list is not empty; of the usual compression ratios if both are.
   *
   * @throws IllegalArgumentException if a compression ratio is below 1
   */
  static List<Amount> of(List<Fraction> sparsities, List<Double> compressions) {
    if (!sparsities.isEmpty()) {
      return sparsities.stream().<Amount>map(Amount.Sparsity::new).toList();
    }
    Stream<Double> ratios = (compressions.isEmpty() ? USUAL : compressions).stream();
    return ratios.<Amount>map(Amount.Compression::new).toList();
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
