package io.pollard.engine.sparse;

/** Loops over runs of memory, written so that the JVM makes vector instructions of them. */
final class Runs {
  private Runs() {}

  private static final float HUGE = 0x1p127f;

  /** 1 if a number is above 0, 0 if it is 0; of any size, the smallest too. For numbers >= 0. */
  static float isPositive(float x) {
    return Math.min(1f, x * HUGE * HUGE);
  }

  /** {@code y += a x}. */
  static void add(float[] y, int yAt, float a, float[] x, int xAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] += a * x[xAt + i];
    }
  }

  /** {@code y += a0 x0 + a1 x1 + a2 x2 + a3 x3}, runs of one array. */
  static void add4(float[] y, int yAt, float[] a, float[] x, int[] xAt, int length) {
    float a0 = a[0];
    float a1 = a[1];
    float a2 = a[2];
    float a3 = a[3];
    int x0 = xAt[0];
    int x1 = xAt[1];
    int x2 = xAt[2];
    int x3 = xAt[3];
    for (int i = 0; i < length; i++) {
      y[yAt + i] += a0 * x[x0 + i] + a1 * x[x1 + i] + a2 * x[x2 + i] + a3 * x[x3 + i];
    }
  }

  /** {@code z += x y}, element by element, from the beginning of z. */
  static void addProducts(float[] z, float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      z[i] += x[xAt + i] * y[yAt + i];
    }
  }

  /** The inner product, in eight sums side by side. */
  static float dot(float[] x, int xAt, float[] y, int yAt, int length) {
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
      s0 += x[xAt + i] * y[yAt + i];
      s1 += x[xAt + i + 1] * y[yAt + i + 1];
      s2 += x[xAt + i + 2] * y[yAt + i + 2];
      s3 += x[xAt + i + 3] * y[yAt + i + 3];
      s4 += x[xAt + i + 4] * y[yAt + i + 4];
      s5 += x[xAt + i + 5] * y[yAt + i + 5];
      s6 += x[xAt + i + 6] * y[yAt + i + 6];
      s7 += x[xAt + i + 7] * y[yAt + i + 7];
    }
    for (; i < length; i++) {
      s0 += x[xAt + i] * y[yAt + i];
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
