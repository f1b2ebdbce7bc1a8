package io.pollard.data;

import io.pollard.network.Shape;
import java.util.List;

/**
 * What a {@link DatasetFormat} reads: everything there is, in the order of the format, neither
 * split further nor normalised.
 *
 * @param shape of one example
 * @param classes names, by class index
 * @param train at least one example
 * @param test at least one example
 */
public record RawDataset(Shape shape, List<String> classes, RawSplit train, RawSplit test) {

  /**
   * @throws IllegalArgumentException if a split is empty, values and labels do not match, a label
   *     is no class, or one split has pixels and the other numbers: a format has to find this first
   *     and to name the file
   */
  public RawDataset {
    classes = List.copyOf(classes);
    check("train", train, shape, classes.size());
    check("test", test, shape, classes.size());
    if (train.values().getClass() != test.values().getClass()) {
      throw new IllegalArgumentException("train and test hold different kinds of values");
    }
  }

  private static void check(String name, RawSplit split, Shape shape, int classes) {
    if (split.size() == 0) {
      throw new IllegalArgumentException(name + " is empty");
    }
    if (split.values().length() != (long) split.size() * shape.size()) {
      throw new IllegalArgumentException(
          "%s has %d values for %d examples of shape %s"
              .formatted(name, split.values().length(), split.size(), shape));
    }
    for (int label : split.labels()) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "%s has label %d, but there are %d classes".formatted(name, label, classes));
      }
    }
  }
}
