package io.pollard.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the scores of one layer look like.
 *
 * @param position place in the network, from 0
 * @param layer its name
 * @param structure what is scored as one
 * @param scoring the rule
 * @param groups number of groups in the dense network
 * @param kept groups that were still there, and whose scores these are
 * @param spread of the scores; nothing if no group was there
 * @param selection how groups were chosen to go, if any were
 * @param sparsity share of all groups that was to be gone then, if a share was asked for
 * @param threshold the highest score that went; nothing if none did
 * @param pruned groups that went
 */
public record ScoreSummary(
    int position,
    String layer,
    String structure,
    String scoring,
    long groups,
    long kept,
    Optional<Spread> spread,
    Optional<String> selection,
    OptionalDouble sparsity,
    OptionalDouble threshold,
    long pruned) {

  /** Number of bins of a histogram. */
  public static final int BINS = 32;

  /**
   * How scores are spread. Quantiles are scores that occur: the one at position ceil(q n) - 1 of
   * the ascending order.
   *
   * @param mean of all
   * @param min the least
   * @param p01 quantile 0.01
   * @param p05 quantile 0.05
   * @param p25 quantile 0.25
   * @param p50 the median
   * @param p75 quantile 0.75
   * @param p95 quantile 0.95
   * @param p99 quantile 0.99
   * @param max the largest
   * @param histogram how many lie in each of {@link #BINS} equal parts of [min, max]
   */
  public record Spread(
      double mean,
      double min,
      double p01,
      double p05,
      double p25,
      double p50,
      double p75,
      double p95,
      double p99,
      double max,
      List<Long> histogram) {
    public Spread {
      histogram = List.copyOf(histogram);
    }

    /** Number of scores. */
    public long count() {
      return histogram.stream().mapToLong(Long::longValue).sum();
    }
  }
}
