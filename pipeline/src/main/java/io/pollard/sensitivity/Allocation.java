package io.pollard.sensitivity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How many examples of each stratum are looked at, so that the fewest tell the most (Neyman 1934).
 */
final class Allocation {
  /** Beyond this share of all examples the rest is looked at, too. */
  private static final double NEARLY_ALL = 0.97;

  private static final int BISECTIONS = 60;

  private final Strata strata;

  Allocation(Strata strata) {
    this.strata = strata;
  }

  /**
   * So many examples in all, in proportion to sizes times deviations, but in no stratum fewer than
   * were seen nor more than there are.
   *
   * @param seen examples of each stratum
   * @param deviations of each stratum, at least 0; only their proportions count
   * @param target examples in all, at least those that were seen
   */
  int[] of(int[] seen, double[] deviations, long target) {
    int count = strata.count();
    int[] all = IntStream.range(0, count).map(strata::size).toArray();
    if (target >= NEARLY_ALL * strata.examples()) {
      return all;
    }
    double low = 0.0;
    double high = 1.0;
    while (sum(scaled(seen, deviations, high)) < target && high < 1e12) {
      high *= 2.0;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2.0;
      if (sum(scaled(seen, deviations, middle)) <= target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    int[] next = scaled(seen, deviations, low);
    long left = target - sum(next);
    Integer[] byDeviation = IntStream.range(0, count).boxed().toArray(Integer[]::new);
    Arrays.sort(byDeviation, Comparator.comparingDouble(s -> -deviations[s]));
    for (int s : byDeviation) {
      int more = (int) Math.min(left, all[s] - next[s]);
      next[s] += more;
      left -= more;
    }
    return next;
  }

  private int[] scaled(int[] seen, double[] deviations, double factor) {
    return IntStream.range(0, seen.length)
        .map(
            s -> {
              double wanted = Math.ceil(factor * deviations[s] * strata.size(s));
              return (int) Math.min(strata.size(s), Math.max(seen[s], wanted));
            })
        .toArray();
  }

  private static long sum(int[] counts) {
    return Arrays.stream(counts).asLongStream().sum();
  }
}
