package io.pollard.network.onnx;

import io.pollard.network.Operation.Convolution;

/**
 * The two orders of a depthwise convolution's kernels: ONNX's {@code [nOut, 1, kH, kW]} and DL4J's
 * {@code [kH, kW, nIn, nOut / nIn]}, which with output channel {@code channel * multiplier + m} is
 * {@code [kH, kW, nOut]}.
 */
final class Kernels {
  private Kernels() {}

  static float[] toDl4j(Convolution c, float[] onnx) {
    return transposed(onnx, c.nOut(), c.kernelHeight() * c.kernelWidth());
  }

  static float[] toOnnx(Convolution c, float[] dl4j) {
    return transposed(dl4j, c.kernelHeight() * c.kernelWidth(), c.nOut());
  }

  /** Rows become columns. */
  static float[] transposed(float[] matrix, int rows, int columns) {
    float[] transposed = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = matrix[i * columns + j];
      }
    }
    return transposed;
  }
}
