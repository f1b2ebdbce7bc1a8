package io.pollard.prune.scoring;

import io.pollard.DataException;
import io.pollard.network.Slice;
import java.util.function.IntToDoubleFunction;

/** Values element by element. */
final class Elements {
  private Elements() {}

  /**
   * A value for every prunable element that is still there, 0 for all others.
   *
   * @param what the value is, for the message
   * @throws DataException if one is not finite; names the tensor
   */
  static double[] of(Subject subject, String what, IntToDoubleFunction value) {
    double[] values = new double[subject.weights().length];
    for (Slice slice : subject.network().layout().prunable()) {
      int end = slice.end();
      for (int i = slice.offset(); i < end; i++) {
        if (subject.mask().kept(i)) {
          values[i] = value.applyAsDouble(i);
          if (!Double.isFinite(values[i])) {
            throw notFinite(subject, what, i, values[i]);
          }
        }
      }
    }
    return values;
  }

  /** The same, each rounded once. */
  static float[] rounded(Subject subject, String what, IntToDoubleFunction value) {
    double[] values = of(subject, what, value);
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /** Names the tensor of an element. */
  static DataException notFinite(Subject subject, String what, int index, double value) {
    Slice slice =
        subject.network().layout().prunable().stream()
            .filter(each -> each.offset() <= index && index < each.end())
            .findFirst()
            .orElseThrow();
    return new DataException(
        "Cannot score %s: %s is not finite (element=%d, value=%s); check the initial weights and the data"
            .formatted(slice.tensor(), what, index - slice.offset(), value));
  }
}
