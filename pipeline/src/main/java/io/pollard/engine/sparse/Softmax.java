package io.pollard.engine.sparse;

import io.pollard.engine.Batch;
import java.util.Arrays;

/** Softmax with cross-entropy at the end of a chain. */
final class Softmax {
  private Softmax() {}

  /**
   * The mean loss {@code sum_k t_k (log(sum_j exp(z_j)) - z_k)}; leaves its derivative by the
   * logits, 0 for examples behind the batch's end. In double, StrictMath.
   *
   * @param values logits {@code [class, example]}, and where their derivatives go
   * @param batch examples side by side, of which the given batch may have fewer
   */
  static double loss(Values values, Batch examples, int classes, int batch) {
    float[] z = values.activations();
    float[] dz = values.deltas();
    Arrays.fill(dz, 0f);
    double[] powers = new double[classes];
    double total = 0.0;
    for (int example = 0; example < examples.size(); example++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        largest = Math.max(largest, z[k * batch + example]);
      }
      double sum = 0.0;
      for (int k = 0; k < classes; k++) {
        powers[k] = StrictMath.exp(z[k * batch + example] - largest);
        sum += powers[k];
      }
      double log = largest + StrictMath.log(sum);
      for (int k = 0; k < classes; k++) {
        float target = examples.targets()[example * classes + k];
        total += target * (log - z[k * batch + example]);
        dz[k * batch + example] = (float) ((powers[k] / sum - target) / examples.size());
      }
    }
    return total / examples.size();
  }
}
