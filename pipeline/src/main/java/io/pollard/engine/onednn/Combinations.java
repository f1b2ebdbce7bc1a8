package io.pollard.engine.onednn;

/**
 * Sums of vectors times constants, each rounded as it is written. Loops as the JVM computes many
 * elements at a time: few arrays, all at the same index from 0; it does not where arrays are many.
 */
final class Combinations {
  private Combinations() {}

  /** {@code plus = a + b}, {@code minus = a - b}. */
  static void butterfly(float[] a, float[] b, float[] plus, float[] minus, int count) {
    for (int i = 0; i < count; i++) {
      float x = a[i];
      float y = b[i];
      plus[i] = x + y;
      minus[i] = x - y;
    }
  }

  /** {@code sum = p a}. */
  static void sum(float p, float[] a, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = p * a[i];
    }
  }

  /** {@code sum = p a + q b}. */
  static void sum(float p, float[] a, float q, float[] b, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = p * a[i] + q * b[i];
    }
  }

  /** {@code sum = p a + q b + r c}. */
  static void sum(
      float p, float[] a, float q, float[] b, float r, float[] c, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = p * a[i] + q * b[i] + r * c[i];
    }
  }

  /** {@code sum += p a}. */
  static void add(float p, float[] a, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += p * a[i];
    }
  }

  /** {@code sum += p a + q b + r c}. */
  static void add(
      float p, float[] a, float q, float[] b, float r, float[] c, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += p * a[i] + q * b[i] + r * c[i];
    }
  }

  /** {@code plus = a + b}, {@code minus = a - b}. */
  static void butterfly(double[] a, double[] b, double[] plus, double[] minus, int count) {
    for (int i = 0; i < count; i++) {
      double x = a[i];
      double y = b[i];
      plus[i] = x + y;
      minus[i] = x - y;
    }
  }

  /** {@code sum = p a + q b + r c}. */
  static void sum(
      double p, double[] a, double q, double[] b, double r, double[] c, double[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = p * a[i] + q * b[i] + r * c[i];
    }
  }

  /** {@code sum += p a}. */
  static void add(double p, double[] a, double[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += p * a[i];
    }
  }

  /** {@code wide = a}. */
  static void widen(float[] a, double[] wide, int count) {
    for (int i = 0; i < count; i++) {
      wide[i] = a[i];
    }
  }

  /** Rounds to {@code narrow = a}. */
  static void narrow(double[] a, float[] narrow, int count) {
    for (int i = 0; i < count; i++) {
      narrow[i] = (float) a[i];
    }
  }
}
