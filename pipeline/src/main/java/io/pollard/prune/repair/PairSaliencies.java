package io.pollard.prune.repair;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What it costs to let one neuron do another's work: {@code s_ij = mean_n(a_nj^2) ||e_ij||^2}, with
 * i the survivor, j the removed one, a_nj its outgoing weights and e_ij the distance of their
 * weight sets. Neurons are merged one by one, always the cheapest pair (ties: the lower i, then the
 * lower j); the survivor's outgoing weights grow by the removed one's.
 *
 * <p>{@code normalized}: weight sets have unit norm, outgoing weights are multiplied by the norm,
 * and {@code ||e_ij|| = ||w_i - w_j|| / ||w_i + w_j|| + |b_i - b_j| / |b_i + b_j|}, each 0 where
 * its numerator is. Otherwise the bias is one more weight and e_ij the difference.
 *
 * <p>Source: Srinivas, Babu (2015), "Data-free parameter pruning for deep neural networks",
 * sections 3.1 to 3.3 (METHODS S5).
 */
final class PairSaliencies {
  private final boolean normalized;
  private final double[] norms;
  private final double[][] outgoing;
  private final double[][] saliencies;
  private final double[][] distances;
  private final boolean[] gone;

  /**
   * @param sets weights into each neuron
   * @param biases one for each neuron
   * @param outgoing weights out of each neuron
   */
  PairSaliencies(double[][] sets, double[] biases, double[][] outgoing, boolean normalized) {
    int count = sets.length;
    this.normalized = normalized;
    norms = new double[count];
    this.outgoing = new double[count][];
    double[][] units = new double[count][];
    double[] unitBiases = new double[count];
    for (int i = 0; i < count; i++) {
      double norm = ChannelVectors.norm(sets[i]);
      double by = normalized && norm > 0.0 ? norm : 1.0;
      norms[i] = by;
      units[i] = Arrays.stream(sets[i]).map(w -> w / by).toArray();
      unitBiases[i] = biases[i] / by;
      this.outgoing[i] = Arrays.stream(outgoing[i]).map(a -> a * by).toArray();
    }
    distances = new double[count][count];
    saliencies = new double[count][count];
    gone = new boolean[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        distances[i][j] = distance(units[i], unitBiases[i], units[j], unitBiases[j]);
      }
    }
    for (int j = 0; j < count; j++) {
      fill(j);
    }
  }

  private double distance(double[] a, double biasA, double[] b, double biasB) {
    double difference = 0.0;
    double sum = 0.0;
    for (int k = 0; k < a.length; k++) {
      difference += (a[k] - b[k]) * (a[k] - b[k]);
      sum += (a[k] + b[k]) * (a[k] + b[k]);
    }
    if (!normalized) {
      return Math.sqrt(difference + (biasA - biasB) * (biasA - biasB));
    }
    return ratio(Math.sqrt(difference), Math.sqrt(sum))
        + ratio(Math.abs(biasA - biasB), Math.abs(biasA + biasB));
  }

  private static double ratio(double part, double whole) {
    return part == 0.0 ? 0.0 : part / whole;
  }

  /** The saliencies of removing a neuron, which depend on its outgoing weights. */
  private void fill(int removed) {
    double square = ChannelVectors.dot(outgoing[removed], outgoing[removed]);
    double mean = square / Math.max(1, outgoing[removed].length);
    for (int i = 0; i < saliencies.length; i++) {
      saliencies[i][removed] = mean * distances[i][removed] * distances[i][removed];
    }
  }

  /** The saliency of removing j and letting i do its work. */
  double at(int i, int j) {
    return saliencies[i][j];
  }

  /**
   * What removing each neuron costs at least: the smallest saliency with any other that is there.
   *
   * @return of the neurons that are there, in order
   */
  double[] least() {
    return IntStream.range(0, gone.length)
        .filter(j -> !gone[j])
        .mapToDouble(
            j ->
                IntStream.range(0, gone.length)
                    .filter(i -> i != j && !gone[i])
                    .mapToDouble(i -> saliencies[i][j])
                    .min()
                    .orElse(Double.POSITIVE_INFINITY))
        .toArray();
  }

  /**
   * Merges the cheapest pair.
   *
   * @return the neuron that is gone
   */
  int mergeOne() {
    int survivor = -1;
    int removed = -1;
    for (int i = 0; i < saliencies.length; i++) {
      for (int j = 0; j < saliencies.length; j++) {
        boolean pair = i != j && !gone[i] && !gone[j];
        boolean first = survivor < 0;
        if (pair && (first || saliencies[i][j] < saliencies[survivor][removed])) {
          survivor = i;
          removed = j;
        }
      }
    }
    if (survivor < 0) {
      throw new IllegalStateException("only one neuron is left");
    }
    gone[removed] = true;
    for (int n = 0; n < outgoing[survivor].length; n++) {
      outgoing[survivor][n] += outgoing[removed][n];
    }
    fill(survivor);
    return removed;
  }

  /** The outgoing weights of a neuron, as they have become. */
  double[] outgoing(int neuron) {
    return Arrays.stream(outgoing[neuron]).map(a -> a / norms[neuron]).toArray();
  }
}
