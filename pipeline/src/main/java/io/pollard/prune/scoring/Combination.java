package io.pollard.prune.scoring;

/** How two vectors of sums become one: associative but for rounding. */
@FunctionalInterface
public interface Combination {

  /** Adds the sums of {@code other} into {@code sums}. */
  void combine(double[] sums, double[] other);

  /** Plain addition, element by element. */
  static void add(double[] sums, double[] other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other[i];
    }
  }
}
