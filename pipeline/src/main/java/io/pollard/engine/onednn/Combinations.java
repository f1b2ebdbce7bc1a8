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
}
