package io.pollard.engine.onednn;

/**
 * The features of a batch that are not 0 in all of its examples; of handwritten digits six in ten.
 * Products with the others are 0. Mutable, for one batch after another.
 */
final class PresentFeatures {
  /** Where no more than this share is absent, leaving them out is not worth it. */
  private static final double FEW = 0.1;

  private final int features;
  private final float[] row;
  private final float[] sums;
  private final int[] present;
  private int count;

  /**
   * @param features of an example
   */
  PresentFeatures(int features) {
    this.features = features;
    row = new float[features];
    sums = new float[features];
    present = new int[features];
  }

  /**
   * Finds those of a batch.
   *
   * @param values {@code [examples, features]}, perhaps more
   * @param examples at least one
   * @return whether all values are numbers, neither NaN nor infinite
   */
  boolean find(float[] values, int examples) {
    System.arraycopy(values, 0, sums, 0, features);
    absolute(sums);
    for (int example = 1; example < examples; example++) {
      System.arraycopy(values, example * features, row, 0, features);
      addAbsolute(row, sums);
    }
    count = 0;
    for (int feature = 0; feature < features; feature++) {
      present[count] = feature;
      count += sums[feature] == 0.0f ? 0 : 1;
    }
    if (features - count <= FEW * features) {
      count = features;
      for (int feature = 0; feature < features; feature++) {
        present[feature] = feature;
      }
    }
    return Finite.all(sums, features) || Finite.all(values, examples * features);
  }

  private static void absolute(float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Math.abs(sums[i]);
    }
  }

  /** A sum of absolute values is 0 if and only if all of them are. */
  private static void addAbsolute(float[] row, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += Math.abs(row[i]);
    }
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Whether all are taken for present. */
  boolean isAll() {
    return count == features;
  }

  /** The number of the i-th of them, which ascends with i. */
  int feature(int i) {
    return present[i];
  }

  /** Behind which of them the run of neighbours ends that begins with the i-th. */
  int endOfRun(int i) {
    int end = i + 1;
    while (end < count && present[end] == present[end - 1] + 1) {
      end++;
    }
    return end;
  }

  /**
   * Copies an example's values of them to the beginning of an array.
   *
   * @param values {@code [examples, features]}
   * @param into at least {@link #count} long
   */
  void gather(float[] values, int example, float[] into) {
    int from = example * features;
    for (int i = 0; i < count; i++) {
      into[i] = values[from + present[i]];
    }
  }
}
