package io.pollard.network.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor whose values are known. Numbers of either kind are kept as doubles, which hold every
 * float and every integer that a shape can have.
 *
 * @param dims its shape; empty for a single number
 * @param values in C order
 */
record Constant(List<Integer> dims, double[] values) {

  Constant {
    dims = List.copyOf(dims);
  }

  static Constant vector(double... values) {
    return new Constant(List.of(values.length), values);
  }

  boolean isSingle() {
    return values.length == 1;
  }

  double single() {
    return values[0];
  }

  float[] floats() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** As integers, such as those of a shape. */
  long[] integers() {
    return Arrays.stream(values).mapToLong(v -> (long) v).toArray();
  }
}
