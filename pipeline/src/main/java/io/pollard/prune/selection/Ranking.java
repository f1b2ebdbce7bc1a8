package io.pollard.prune.selection;

import io.pollard.prune.sharded.FloatOrder;
import java.util.Arrays;

/**
 * Finds the smallest scores among candidates, exactly, without sorting and without boxing: the bits
 * of a score are mapped to unsigned integers of the same order, and three counting passes (11, 11
 * and 10 bits) find the wanted one. Linear time; two histograms of memory. Scores must not be NaN;
 * -0 and 0 are equal.
 */
final class Ranking {
  private static final int[] SHIFTS = {21, 10, 0};
  private static final int[] BITS = {11, 11, 10};

  private Ranking() {}

  /**
   * The score at a position of the ascending order.
   *
   * @param candidates indices into {@code scores}
   * @param position 0-based, below the number of candidates
   */
  static float at(float[] scores, int[] candidates, int position) {
    return FloatOrder.score(find(scores, candidates, position).key);
  }

  /**
   * The k candidates that come first in the ascending order of (score, index).
   *
   * @param candidates indices into {@code scores}, ascending
   * @return a selection of {@code candidates}, ascending
   */
  static int[] smallest(float[] scores, int[] candidates, int k) {
    if (k == 0) {
      return new int[0];
    }
    if (k == candidates.length) {
      return candidates.clone();
    }
    Place place = find(scores, candidates, k - 1);
    int ties = k - place.below;
    int[] chosen = new int[k];
    int next = 0;
    for (int candidate : candidates) {
      int order = Integer.compareUnsigned(FloatOrder.key(scores[candidate]), place.key);
      if (order < 0 || (order == 0 && ties-- > 0)) {
        chosen[next++] = candidate;
      }
    }
    return chosen;
  }

  /** The candidates whose score is at most a threshold, or below it if {@code strictly}. */
  static int[] upTo(float[] scores, int[] candidates, double threshold, boolean strictly) {
    return Arrays.stream(candidates)
        .filter(i -> strictly ? scores[i] < threshold : scores[i] <= threshold)
        .toArray();
  }

  /** A key and the number of candidates with smaller keys. */
  private record Place(int key, int below) {}

  private static Place find(float[] scores, int[] candidates, int position) {
    int prefix = 0;
    int known = 0;
    int below = 0;
    for (int pass = 0; pass < SHIFTS.length; pass++) {
      int shift = SHIFTS[pass];
      int[] histogram = new int[1 << BITS[pass]];
      for (int candidate : candidates) {
        int key = FloatOrder.key(scores[candidate]);
        if ((key & known) == prefix) {
          histogram[(key >>> shift) & (histogram.length - 1)]++;
        }
      }
      int bin = 0;
      while (below + histogram[bin] <= position) {
        below += histogram[bin++];
      }
      prefix |= bin << shift;
      known |= (histogram.length - 1) << shift;
    }
    return new Place(prefix, below);
  }
}
