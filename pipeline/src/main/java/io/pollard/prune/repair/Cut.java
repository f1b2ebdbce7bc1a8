package io.pollard.prune.repair;

import java.util.Arrays;

/** When data-free merging of a layer's neurons ends. */
public enum Cut {
  /** When as many neurons are gone as were selected to go. */
  COUNT {
    @Override
    double limit(double[] saliencies) {
      return Double.POSITIVE_INFINITY;
    }
  },
  /**
   * When the next neuron costs more than the mode of the histogram of what each costs at the start;
   * never more neurons than were selected.
   */
  MODE {
    @Override
    double limit(double[] saliencies) {
      return mode(saliencies);
    }
  };

  /**
   * What a neuron may cost at most.
   *
   * @param saliencies what each costs at the start
   */
  abstract double limit(double[] saliencies);

  /**
   * The middle of the fullest of {@code ceil(sqrt(n))} bins of equal width between the smallest and
   * the largest of n values; ties: the lowest bin.
   */
  static double mode(double[] values) {
    double low = Arrays.stream(values).min().orElse(0.0);
    double high = Arrays.stream(values).max().orElse(0.0);
    int[] counts = new int[Math.max(1, (int) Math.ceil(Math.sqrt(values.length)))];
    double width = (high - low) / counts.length;
    if (!(width > 0.0)) {
      return high;
    }
    int fullest = 0;
    for (double value : values) {
      counts[Math.min(counts.length - 1, (int) ((value - low) / width))]++;
    }
    for (int bin = 1; bin < counts.length; bin++) {
      fullest = counts[bin] > counts[fullest] ? bin : fullest;
    }
    return low + (fullest + 0.5) * width;
  }
}
