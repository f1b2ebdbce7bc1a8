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
 *       deviations that the open cells have shown ({@link ChangeShares}), which needs the fewest
 *       (Neyman 1934); those cells count that are closest to stopping.
 *   <li>A cell stops when its interval is narrow enough, and knows when everything has been seen.
 * </ul>
 *
 * <p>Intervals are those of a stratified sample without replacement by the normal law. They have
 * the width that was asked for, and not less where the last look gave more than was needed: with a
 * width fixed beforehand, stopping as soon as it is reached keeps the confidence as samples grow
 * (Chow, Robbins 1965). Variances go by {@link ChangeShares}, since a stratum in which no answer
 * has changed so far is not one in which none does. No interval excludes what has been seen.
 *
 * <p>Looks depend on the open cells' tallies, hence on the analysis, but not on who does them.
 */
final class Sampler {
  /**
   * For where to look, so many strata on each side count, too, since one may have shown nothing by
   * chance: of a cell that no others help, and of one among many.
   */
  private static final int AROUND_ALONE = 3;

  private static final int AROUND = 0;

  /** The share of the allowed misses that the normal law is given, likewise. */
  private static final double CAUTION_ALONE = 2.0 / 3.0;

  private static final double CAUTION = 1.0;

  /** The first look is of so many examples, or this share of all. */
  private static final int FIRST = 64;

  private static final double FIRST_SHARE = 1.0 / 40.0;

  /** A further look adds a batch, or this share of what was seen. */
  private static final double STEP_SHARE = 0.05;

  /** Of open cells, so many of those next to stopping decide where to look: one in these. */
  private static final int NEAREST = 4;

  /** How fast the share of changed answers is thought to fall with the margin, before any look. */
  private static final double DECAY = 1.2;

  /** What a width may lack for rounding. */
  private static final double ROUNDING = 1e-12;

  private static final NormalDistribution NORMAL = new NormalDistribution();

  private final Strata strata;
  private final Allocation allocation;
  private final Analysis.Sampling sampling;
  private final int batchSize;

  Sampler(Strata strata, Analysis.Sampling sampling, int batchSize) {
    this.strata = strata;
    allocation = new Allocation(strata);
    this.sampling = sampling;
    this.batchSize = batchSize;
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
    return allocation.of(two, deviations, Math.max(Arrays.stream(two).sum(), batches * batchSize));
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
   * @param open tallies of the cells that are still open, on what has been seen
   */
  int[] next(int[] seen, Collection<Tally> open, ChangeShares shares) {
    long before = Arrays.stream(seen).asLongStream().sum();
    long batches = Math.max(1, (long) (STEP_SHARE * before) / batchSize);
    List<Tally> nearest =
        open.stream()
            .sorted(Comparator.comparingDouble(tally -> variance(tally, shares)))
            .limit(Math.max(1, open.size() / NEAREST))
            .toList();
    int around = (int) Math.round(between(AROUND_ALONE, AROUND, shares));
    double[] deviations = new double[strata.count()];
    for (Tally tally : nearest) {
      for (int s = 0; s < deviations.length; s++) {
        deviations[s] += deviation(shares.of(tally, s, around));
      }
    }
    return allocation.of(seen, deviations, before + batches * batchSize);
  }

  private static double between(double alone, double among, ChangeShares shares) {
    return alone + (among - alone) * shares.support();
  }

  private static double deviation(double share) {
    return Math.sqrt(share * (1.0 - share));
  }

  /** Of the number of changed answers. */
  private double variance(Tally tally, ChangeShares shares) {
    double variance = 0.0;
    for (int s = 0; s < strata.count(); s++) {
      double share = shares.of(tally, s, 0);
      double size = strata.size(s);
      double seen = tally.strata().get(s).examples();
      variance += size * (size - seen) * share * (1.0 - share) / seen;
    }
    return variance;
  }

  /** What is known of a cell that has seen something of every stratum. */
  Estimate estimate(Tally tally, ChangeShares shares) {
    double all = strata.examples();
    double top1 = 0.0;
    double top5 = 0.0;
    double loss = 0.0;
    for (int s = 0; s < strata.count(); s++) {
      Outcome outcome = tally.strata().get(s);
      double scale = (double) strata.size(s) / outcome.examples();
      top1 += scale * outcome.top1();
      top5 += scale * outcome.top5();
      loss += scale * outcome.loss();
    }
    double miss = between(CAUTION_ALONE, CAUTION, shares) * (1.0 - sampling.confidence());
    double quantile = NORMAL.inverseCumulativeProbability(1.0 - miss / 2.0);
    double reach = quantile * Math.sqrt(variance(tally, shares));
    Outcome known = tally.all();
    if (known.examples() < strata.examples()) {
      reach = Math.max(reach, sampling.within() * all);
    }
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
    return estimate.high() - estimate.low() <= 2.0 * sampling.within() + ROUNDING;
  }
}
