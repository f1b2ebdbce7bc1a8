package io.pollard.sensitivity;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Which examples cells look at, look by look, and what may be concluded from them. A cell is
 * compared with the unpruned network, whose verdict on every example is known: what counts is how
 * many answers change in each of the {@link Strata}.
 *
 * <ul>
 *   <li>The first look takes most examples where margins are small.
 *   <li>Every further one shares what it adds among the strata in proportion to their sizes and the
 *       deviations that the open cells have shown around them, which needs the fewest (Neyman
 *       1934); those cells count that are closest to stopping. Around them, not in them: a stratum
 *       whose few examples happen to show no change would never be looked at again.
 *   <li>A cell stops when its interval is narrow enough, and knows when everything has been seen.
 * </ul>
 *
 * <p>Intervals are those of a stratified sample without replacement by the normal law, of a width
 * fixed beforehand, for which stopping as soon as it is reached keeps the confidence as samples
 * grow (Chow, Robbins 1965). A stratum in which few or no answers have changed is taken to vary as
 * it would with {@value #PRIOR} more examples that do as it and its neighbours do on average. No
 * interval excludes what has been seen.
 *
 * <p>Looks depend on the open cells' tallies, hence on the analysis, but not on who does them.
 */
final class Sampler {
  /** Examples' worth of what neighbours tell about a stratum. */
  private static final int PRIOR = 2;

  /** How many strata on each side are neighbours, for a variance and for where to look. */
  private static final int NEAR = 1;

  private static final int AROUND = 3;

  /** Share of the allowed misses that the normal law is given. */
  private static final double CAUTION = 2.0 / 3.0;

  /** The first look is of so many examples, or this share of all. */
  private static final int FIRST = 128;

  private static final double FIRST_SHARE = 1.0 / 40.0;

  /** A further look adds a batch, or this share of what was seen. */
  private static final double STEP_SHARE = 0.1;

  /** Of open cells, so many of those next to stopping decide where to look: one in these. */
  private static final int NEAREST = 3;

  /** How fast the share of changed answers is thought to fall with the margin, before any look. */
  private static final double DECAY = 1.2;

  private final Strata strata;
  private final Allocation allocation;
  private final Analysis.Sampling sampling;
  private final int batchSize;
  private final double quantile;

  Sampler(Strata strata, Analysis.Sampling sampling, int batchSize) {
    this.strata = strata;
    allocation = new Allocation(strata);
    this.sampling = sampling;
    this.batchSize = batchSize;
    double miss = CAUTION * (1.0 - sampling.confidence());
    quantile = new NormalDistribution().inverseCumulativeProbability(1.0 - miss / 2.0);
  }

  /** How many examples of each stratum the first look takes. */
  int[] first() {
    double least = Math.max(FIRST, FIRST_SHARE * strata.examples());
    long batches = (long) Math.ceil(least / batchSize);
    double[] margins = IntStream.range(0, strata.count()).mapToDouble(strata::margin).toArray();
    double middle = margins.length == 0 ? 1.0 : middle(margins);
    double[] deviations =
        Arrays.stream(margins)
            .map(m -> deviation(0.5 * Math.exp(-DECAY * (middle > 0.0 ? m / middle : 1.0))))
            .toArray();
    int[] two = IntStream.range(0, strata.count()).map(s -> Math.min(2, strata.size(s))).toArray();
    return allocation.of(two, deviations, batches * batchSize);
  }

  private static double middle(double[] margins) {
    double[] sorted = margins.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * How many examples of each stratum have been seen after the next look.
   *
   * @param seen how many have been
   * @param open tallies of the cells that are still open
   */
  int[] next(int[] seen, Collection<Tally> open) {
    long before = Arrays.stream(seen).asLongStream().sum();
    long batches = Math.max(1, (long) (STEP_SHARE * before) / batchSize);
    List<Tally> nearest =
        open.stream()
            .sorted(Comparator.comparingDouble(tally -> variance(seen, tally)))
            .limit(Math.max(1, open.size() / NEAREST))
            .toList();
    double[] deviations = new double[strata.count()];
    for (Tally tally : nearest) {
      for (int s = 0; s < deviations.length; s++) {
        deviations[s] += deviation(around(seen, tally, s, AROUND));
      }
    }
    return allocation.of(seen, deviations, before + batches * batchSize);
  }

  private static double deviation(double share) {
    return Math.sqrt(share * (1.0 - share));
  }

  /** The share of changed answers in a stratum and so many on each side of it. */
  private double around(int[] seen, Tally tally, int stratum, int reach) {
    int examples = 0;
    int changed = 0;
    int end = Math.min(strata.count() - 1, stratum + reach);
    for (int s = Math.max(0, stratum - reach); s <= end; s++) {
      if (strata.isRight(s) == strata.isRight(stratum)) {
        examples += seen[s];
        changed += changed(tally, s);
      }
    }
    return (changed + 0.5) / (examples + 1.0);
  }

  private int changed(Tally tally, int stratum) {
    Outcome outcome = tally.strata().get(stratum);
    return strata.isRight(stratum) ? outcome.examples() - outcome.top1() : outcome.top1();
  }

  /** Of the number of changed answers. */
  private double variance(int[] seen, Tally tally) {
    double variance = 0.0;
    for (int s = 0; s < seen.length; s++) {
      double prior = PRIOR * around(seen, tally, s, NEAR);
      double share = (changed(tally, s) + prior) / (seen[s] + PRIOR);
      double size = strata.size(s);
      variance += size * (size - seen[s]) * share * (1.0 - share) / seen[s];
    }
    return variance;
  }

  /**
   * What is known of a cell.
   *
   * @param seen how many examples of each stratum have been looked at
   * @param tally sums over them
   */
  Estimate estimate(int[] seen, Tally tally) {
    double all = strata.examples();
    double top1 = 0.0;
    double top5 = 0.0;
    double loss = 0.0;
    for (int s = 0; s < seen.length; s++) {
      Outcome outcome = tally.strata().get(s);
      double scale = (double) strata.size(s) / seen[s];
      top1 += scale * outcome.top1();
      top5 += scale * outcome.top5();
      loss += scale * outcome.loss();
    }
    double reach = quantile * Math.sqrt(variance(seen, tally));
    Outcome known = tally.all();
    double least = known.top1();
    double most = all - (known.examples() - known.top1());
    return new Estimate(
        known.examples(),
        top1 / all,
        top5 / all,
        loss / all,
        Math.max(least, top1 - reach) / all,
        Math.min(most, top1 + reach) / all);
  }

  /** Whether a cell may stop with this. */
  boolean isNarrow(Estimate estimate) {
    return estimate.high() - estimate.low() <= 2.0 * sampling.within();
  }
}
