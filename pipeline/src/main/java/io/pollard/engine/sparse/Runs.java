package io.pollard.engine.sparse;

/**
 * Loops over runs of memory. Those that go through all arrays with the same index are what the JVM
 * makes vector instructions of.
 */
final class Runs {
  private Runs() {}

  private static final float HUGE = 0x1p127f;

  /** 1 if a number is above 0, 0 if it is 0; of any size, the smallest too. For numbers >= 0. */
  static float isPositive(float x) {
    return Math.min(1f, x * HUGE * HUGE);
  }

  /** {@code y += a x}, from index {@code start} to before {@code end}. */
  static void add(float[] y, float a, float[] x, int start, int end) {
    for (int i = start; i < end; i++) {
      y[i] += a * x[i];
    }
  }

  /** {@code y = max(y, x)}. */
  static void max(float[] y, float[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(y[i], x[i]);
    }
  }

  /** {@code z += x y}, from index {@code start} to before {@code end}. */
  static void addProducts(float[] z, float[] x, float[] y, int start, int end) {
    for (int i = start; i < end; i++) {
      z[i] += x[i] * y[i];
    }
  }

  /** The inner product of a run of x and the beginning of y, in eight sums side by side. */
  static float dot(float[] x, int xAt, float[] y, int length) {
    float s0 = 0f;
    float s1 = 0f;
    float s2 = 0f;
    float s3 = 0f;
    float s4 = 0f;
    float s5 = 0f;
    float s6 = 0f;
    float s7 = 0f;
    int i = 0;
    for (; i + 7 < length; i += 8) {
      s0 += x[xAt + i] * y[i];
      s1 += x[xAt + i + 1] * y[i + 1];
      s2 += x[xAt + i + 2] * y[i + 2];
      s3 += x[xAt + i + 3] * y[i + 3];
      s4 += x[xAt + i + 4] * y[i + 4];
      s5 += x[xAt + i + 5] * y[i + 5];
      s6 += x[xAt + i + 6] * y[i + 6];
      s7 += x[xAt + i + 7] * y[i + 7];
    }
    for (; i < length; i++) {
      s0 += x[xAt + i] * y[i];
    }
    return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
  }

  /** The sum, in eight sums side by side. */
  static float sum(float[] x, int xAt, int length) {
    float s0 = 0f;
    float s1 = 0f;
    float s2 = 0f;
    float s3 = 0f;
    float s4 = 0f;
    float s5 = 0f;
    float s6 = 0f;
    float s7 = 0f;
    int i = 0;
    for (; i + 7 < length; i += 8) {
      s0 += x[xAt + i];
      s1 += x[xAt + i + 1];
      s2 += x[xAt + i + 2];
      s3 += x[xAt + i + 3];
      s4 += x[xAt + i + 4];
      s5 += x[xAt + i + 5];
      s6 += x[xAt + i + 6];
      s7 += x[xAt + i + 7];
    }
    for (; i < length; i++) {
      s0 += x[xAt + i];
    }
    return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
  }
}
