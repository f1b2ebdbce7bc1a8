package io.pollard.prune.repair;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * LASSO: the beta with the least {@code 1/(2N) ||T - sum beta_i Z_i||^2 + lambda sum |beta_i|}, by
 * coordinate descent, and the search for a lambda that leaves a number of channels.
 *
 * <p>Source: He, Zhang, Sun (2017), "Channel pruning for accelerating very deep neural networks",
 * equation 2 (METHODS S3).
 */
final class Lasso {
  private static final int SWEEPS = 1000;
  private static final int STEPS = 40;
  private static final double PRECISION = 1e-8;

  private final Contributions contributions;
  private final double samples;

  Lasso(Contributions contributions) {
    this.contributions = contributions;
    samples = contributions.samples();
  }

  /**
   * Solves for a lambda.
   *
   * @param start where coordinate descent begins
   */
  double[] solve(double lambda, double[] start) {
    double[] beta = start.clone();
    double[] rest = rest(beta);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double moved = 0.0;
      double largest = 0.0;
      for (int i = 0; i < beta.length; i++) {
        double[] row = contributions.gram()[i];
        double next = row[i] == 0.0 ? 0.0 : shrunk(rest[i] + row[i] * beta[i], lambda) / row[i];
        double change = next - beta[i];
        if (change != 0.0) {
          beta[i] = next;
          subtract(row, change, rest);
        }
        moved = Math.max(moved, Math.abs(change));
        largest = Math.max(largest, Math.abs(next));
      }
      if (moved <= PRECISION * largest) {
        break;
      }
    }
    return beta;
  }

  /** What of T is not made yet: {@code <Z_i, T - sum beta_j Z_j>}. */
  private double[] rest(double[] beta) {
    double[] rest = contributions.targets().clone();
    for (int j = 0; j < beta.length; j++) {
      subtract(contributions.gram()[j], beta[j], rest);
    }
    return rest;
  }

  private static void subtract(double[] row, double factor, double[] from) {
    for (int j = 0; j < from.length; j++) {
      from[j] -= row[j] * factor;
    }
  }

  private double shrunk(double correlation, double lambda) {
    return Math.copySign(Math.max(0.0, Math.abs(correlation) - lambda * samples), correlation);
  }

  /**
   * The channels that are left as lambda grows: lambda is doubled until at most so many are, then
   * bisected. If that last step drops several at once, those with the largest |beta| just before it
   * make up the number; ties: the first.
   *
   * @param keep how many stay
   * @return ascending
   */
  int[] support(int keep) {
    double[] more = solve(0.0, contributions.sizes());
    if (count(more) <= keep) {
      return strongest(more, more, keep);
    }
    double low = 0.0;
    double high = smallestLambda();
    double[] fewer = solve(high, more);
    while (count(fewer) > keep) {
      low = high;
      more = fewer;
      high *= 2.0;
      fewer = solve(high, more);
    }
    for (int step = 0; step < STEPS && count(fewer) < keep; step++) {
      double middle = (low + high) / 2.0;
      double[] tried = solve(middle, more);
      if (count(tried) > keep) {
        low = middle;
        more = tried;
      } else {
        high = middle;
        fewer = tried;
      }
    }
    return strongest(fewer, more, keep);
  }

  private double smallestLambda() {
    double largest = Arrays.stream(contributions.targets()).map(Math::abs).max().orElse(0.0);
    return Math.max(Double.MIN_NORMAL, largest / samples * 0x1p-20);
  }

  private static int count(double[] beta) {
    return (int) Arrays.stream(beta).filter(b -> b != 0.0).count();
  }

  /** The first {@code keep} by whether they are left, then by |beta| before, then by number. */
  private static int[] strongest(double[] left, double[] before, int keep) {
    return IntStream.range(0, left.length)
        .boxed()
        .sorted(
            (a, b) -> {
              int byLeft = Boolean.compare(left[b] != 0.0, left[a] != 0.0);
              int byBefore = Double.compare(Math.abs(before[b]), Math.abs(before[a]));
              return byLeft != 0 ? byLeft : byBefore != 0 ? byBefore : Integer.compare(a, b);
            })
        .limit(keep)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }
}
