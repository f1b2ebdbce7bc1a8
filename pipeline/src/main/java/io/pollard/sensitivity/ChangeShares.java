package io.pollard.sensitivity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What share of the unpruned network's answers a cell changes in each of the {@link Strata}. A
 * cell's own few examples tell little, so cells help each other: those that change about as many
 * answers in all change them in the same strata. Shares of such cells are taken together and made
 * to fall with the distance from a tie, by isotonic regression (Ayer et al. 1955), so that what
 * holds near a tie bounds what lies behind it; then each cell's own examples count.
 */
final class ChangeShares {
  /** So many cells, next to each other in the order of how much they change, are alike. */
  private static final int ALIKE = 15;

  /** How many examples' worth the cells that are alike tell about a stratum of one of them. */
  private static final double WEIGHT = 2.0;

  /** Changes, of one example, that all strata of a side are given before anything is seen. */
  private static final double BEFOREHAND = 0.5;

  private final Strata strata;
  private final Map<Integer, double[]> alike = new HashMap<>();
  private final double support;

  /**
   * @param tallies of all cells, each on what it has seen: something of every stratum
   */
  ChangeShares(Strata strata, Iterable<Tally> tallies) {
    this.strata = strata;
    Map<Integer, Double> changed = new HashMap<>();
    List<Tally> ascending = new ArrayList<>();
    for (Tally tally : tallies) {
      changed.put(tally.cell(), changedInAll(tally));
      ascending.add(tally);
    }
    ascending.sort(
        Comparator.<Tally>comparingDouble(tally -> changed.getOrDefault(tally.cell(), 0.0))
            .thenComparingInt(Tally::cell));
    int count = Math.min(ALIKE, ascending.size());
    for (int i = 0; i < ascending.size(); i++) {
      int from = Math.max(0, Math.min(i - count / 2, ascending.size() - count));
      alike.put(ascending.get(i).cell(), together(ascending.subList(from, from + count)));
    }
    support = (count - 1.0) / (ALIKE - 1.0);
  }

  private double changedInAll(Tally tally) {
    double sum = 0.0;
    for (int s = 0; s < strata.count(); s++) {
      sum += (double) strata.size(s) * changed(tally, s) / examples(tally, s);
    }
    return sum;
  }

  private double[] together(List<Tally> some) {
    double[] shares = new double[strata.count()];
    fall(some, strata.fromTie(true), shares);
    fall(some, strata.fromTie(false), shares);
    return shares;
  }

  /** Shares of the strata of one side, which do not rise from one to the next. */
  private void fall(List<Tally> some, int[] side, double[] shares) {
    double[] changed = new double[side.length];
    double[] examples = new double[side.length];
    for (int i = 0; i < side.length; i++) {
      changed[i] = BEFOREHAND / side.length;
      examples[i] = 2.0 * BEFOREHAND / side.length;
      for (Tally tally : some) {
        changed[i] += changed(tally, side[i]);
        examples[i] += examples(tally, side[i]);
      }
    }
    // Runs of strata with one share: a stratum that would rise above the run before it joins it.
    int[] begins = new int[side.length];
    int runs = 0;
    for (int i = 0; i < side.length; i++) {
      begins[runs++] = i;
      while (runs > 1) {
        int last = begins[runs - 1];
        int before = begins[runs - 2];
        if (changed[last] * examples[before] <= changed[before] * examples[last]) {
          break;
        }
        changed[before] += changed[last];
        examples[before] += examples[last];
        runs--;
      }
    }
    for (int r = 0; r < runs; r++) {
      int end = r + 1 < runs ? begins[r + 1] : side.length;
      for (int i = begins[r]; i < end; i++) {
        shares[side[i]] = changed[begins[r]] / examples[begins[r]];
      }
    }
  }

  /** How much cells can help each other: 0 if there is one, 1 if there are enough. */
  double support() {
    return support;
  }

  /** The share in a stratum, as far as it can be told from the strata up to so far away. */
  double of(Tally tally, int stratum, int reach) {
    double changed = WEIGHT * known(tally)[stratum];
    double examples = WEIGHT;
    int end = Math.min(strata.count() - 1, stratum + reach);
    for (int s = Math.max(0, stratum - reach); s <= end; s++) {
      if (strata.isRight(s) == strata.isRight(stratum)) {
        changed += changed(tally, s);
        examples += examples(tally, s);
      }
    }
    return changed / examples;
  }

  private double[] known(Tally tally) {
    double[] shares = alike.get(tally.cell());
    if (shares == null) {
      throw new IllegalArgumentException("nothing is known of cell " + tally.cell());
    }
    return shares;
  }

  private static int examples(Tally tally, int stratum) {
    return tally.strata().get(stratum).examples();
  }

  private int changed(Tally tally, int stratum) {
    Outcome outcome = tally.strata().get(stratum);
    return strata.isRight(stratum) ? outcome.examples() - outcome.top1() : outcome.top1();
  }
}
