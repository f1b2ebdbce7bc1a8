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

  /**
   * The inner products of four runs of x and the beginning of y, which is read once for all, each
   * in two sums side by side.
   */
  static void dot(float[] x, int a, int b, int c, int d, float[] y, int length, float[] products) {
    float a0 = 0f;
    float a1 = 0f;
    float b0 = 0f;
    float b1 = 0f;
    float c0 = 0f;
    float c1 = 0f;
    float d0 = 0f;
    float d1 = 0f;
    int i = 0;
    for (; i + 1 < length; i += 2) {
      float y0 = y[i];
      float y1 = y[i + 1];
      a0 += x[a + i] * y0;
      a1 += x[a + i + 1] * y1;
      b0 += x[b + i] * y0;
      b1 += x[b + i + 1] * y1;
      c0 += x[c + i] * y0;
      c1 += x[c + i + 1] * y1;
      d0 += x[d + i] * y0;
      d1 += x[d + i + 1] * y1;
    }
    if (i < length) {
      a0 += x[a + i] * y[i];
      b0 += x[b + i] * y[i];
      c0 += x[c + i] * y[i];
      d0 += x[d + i] * y[i];
    }
    products[0] = a0 + a1;
    products[1] = b0 + b1;
    products[2] = c0 + c1;
    products[3] = d0 + d1;
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
