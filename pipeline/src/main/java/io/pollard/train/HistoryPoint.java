package io.pollard.train;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a training logs at one iteration.
 *
 * @param iteration steps of the schedule behind it
 * @param epoch whole epochs behind it
 * @param split whose examples the figures are of
 * @param loss validation: mean over the split; training: mean over the examples of the steps since
 *     the point before, or since this run took the training up
 * @param top1 share of right answers; on the validation split only
 * @param learningRate of the last step
 */
public record HistoryPoint(
    int iteration, int epoch, Split split, double loss, OptionalDouble top1, double learningRate) {

  /** Whose examples a point is of. */
  public enum Split {
    TRAIN("train"),
    VALIDATION("validation");

    private final String label;

    Split(String label) {
      this.label = label;
    }

    /** Its name in tables. */
    public String label() {
      return label;
    }
  }

  /**
   * The point of early stopping: the least validation loss, the earliest if several are equal
   * (METHODS U3). Empty if no point is of the validation split.
   */
  public static Optional<HistoryPoint> earlyStop(List<HistoryPoint> history) {
    return history.stream()
        .filter(point -> point.split() == Split.VALIDATION)
        .min(
            Comparator.comparingDouble(HistoryPoint::loss)
                .thenComparingInt(HistoryPoint::iteration));
  }
}
