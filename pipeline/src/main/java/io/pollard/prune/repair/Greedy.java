package io.pollard.prune.repair;

import java.util.stream.IntStream;

/**
 * Takes out channels one by one, always the one with which {@code sum over samples (sum of what is
 * taken out)^2} is least (ties: the lower number).
 *
 * <p>Source: Luo, Wu, Lin (2017), "ThiNet: a filter level pruning method for deep neural network
 * compression", algorithm 1 (METHODS S9).
 */
final class Greedy {
  private Greedy() {}

  /**
   * The channels that stay.
   *
   * @return ascending
   */
  static int[] kept(Contributions contributions, int keep) {
    int count = contributions.count();
    boolean[] gone = new boolean[count];
    double[] cross = new double[count];
    for (int left = count; left > keep; left--) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        double more = contributions.gram()[i][i] + 2.0 * cross[i];
        if (!gone[i] && (best < 0 || more < least)) {
          least = more;
          best = i;
        }
      }
      gone[best] = true;
      for (int i = 0; i < count; i++) {
        cross[i] += contributions.gram()[best][i];
      }
    }
    return IntStream.range(0, count).filter(i -> !gone[i]).toArray();
  }
}
