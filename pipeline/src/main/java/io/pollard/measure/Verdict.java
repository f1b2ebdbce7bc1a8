package io.pollard.measure;

/**
 * What the logits of an example say about its label.
 *
 * <p>An example's place is the number of classes that beat its label: those with a higher logit,
 * and those with an equal one and a lower index (so that arg-max ties go to the lower index). A
 * logit that is NaN beats every other; a label whose own logit is NaN is last. Place 0 counts for
 * top-1, places 0 to 4 for top-5.
 *
 * <p>Loss: {@code log(sum_j exp(z_j)) - z_label}, from the float logits, in double, shifted by the
 * largest logit. StrictMath, so that the same logits give the same bits everywhere.
 */
public final class Verdict {
  /** Places that count for top-5. */
  public static final int FEW = 5;

  private Verdict() {}

  /**
   * The place of the label.
   *
   * @param logits of several examples, one row of {@code classes} behind the other
   * @param row index of the example's first logit
   */
  public static int place(float[] logits, int row, int classes, int label) {
    float own = logits[row + label];
    int place = 0;
    for (int j = 0; j < classes; j++) {
      float other = logits[row + j];
      boolean beats = j < label ? !(other < own) : !(other <= own);
      if (j != label && beats) {
        place++;
      }
    }
    return place;
  }

  /** The loss of the example, in nats. */
  public static double loss(float[] logits, int row, int classes, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      largest = Math.max(largest, logits[row + j]);
    }
    double sum = 0.0;
    for (int j = 0; j < classes; j++) {
      sum += StrictMath.exp(logits[row + j] - largest);
    }
    return largest + StrictMath.log(sum) - logits[row + label];
  }

  /** How far the label's logit lies above the highest other one; negative if below. */
  public static float margin(float[] logits, int row, int classes, int label) {
    float other = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      if (j != label) {
        other = Math.max(other, logits[row + j]);
      }
    }
    return logits[row + label] - other;
  }
}
