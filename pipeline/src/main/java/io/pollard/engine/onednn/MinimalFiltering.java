package io.pollard.engine.onednn;

import static io.pollard.engine.onednn.Combinations.add;
import static io.pollard.engine.onednn.Combinations.butterfly;
import static io.pollard.engine.onednn.Combinations.sum;

/**
 * Minimal filtering F(4, 5): four results of a filter of five taps from eight values with eight
 * multiplications instead of twenty (Winograd 1980, as Lavin and Gray 2016 use it): {@code y = A^T
 * [(G w) * (B^T x)]}, where * multiplies element by element, and
 *
 * <pre>
 *         -1   0  21/4    0   -21/4    0  1  0           1  1  1  1  1   1    1   0
 *          0   1    1  -17/4  -17/4    1  1  0    A^T =  0  1 -1  2 -2  1/2 -1/2  0
 *          0  -1    1   17/4  -17/4   -1  1  0           0  1  1  4  4  1/4  1/4  0
 *   B^T =  0  1/2  1/4  -5/2   -5/4    2  1  0           0  1 -1  8 -8  1/8 -1/8  1
 *          0 -1/2  1/4   5/2   -5/4   -2  1  0
 *          0   2    4   -5/2    -5   1/2  1  0
 *          0  -2    4    5/2    -5  -1/2  1  0
 *          0  -1    0   21/4     0 -21/4  0  1
 * </pre>
 *
 * <p>They are Toom and Cook's for the points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity: row j of G
 * holds the powers of point j divided by the product of its differences from the others (-1, -9/2,
 * -9/2, 90, 90, 45/32, 45/32), the last row (0, 0, 0, 0, 1). A point and its negative share the
 * sums over even and odd powers.
 *
 * <p>In two dimensions a transform is applied to the columns and then to the rows: 64
 * multiplications instead of 400. Gradients are the transposed formulas: {@code dx = B [(G w) * (A
 * dy)]}, {@code dw = G^T [(B^T x) * (A dy)]}.
 *
 * <p>Each method transforms many vectors at once: array j holds element j of each. Not thread-safe.
 */
final class MinimalFiltering {
  /** Results of a tile along an axis. */
  static final int RESULTS = 4;

  /** Taps of the filter. */
  static final int TAPS = 5;

  /** Values that the results of a tile read, and products. */
  static final int POINTS = RESULTS + TAPS - 1;

  private static final float NINTHS = -2.0f / 9.0f;
  private static final float NINETIETH = 1.0f / 90.0f;

  private final float[] even1;
  private final float[] even2;
  private final float[] even3;
  private final float[] odd1;
  private final float[] odd2;
  private final float[] odd3;
  private final double[] wideEven1;
  private final double[] wideEven2;
  private final double[] wideEven3;
  private final double[] wideOdd1;
  private final double[] wideOdd2;
  private final double[] wideOdd3;

  /**
   * @param length of the longest arrays
   */
  MinimalFiltering(int length) {
    even1 = new float[length];
    even2 = new float[length];
    even3 = new float[length];
    odd1 = new float[length];
    odd2 = new float[length];
    odd3 = new float[length];
    wideEven1 = new double[length];
    wideEven2 = new double[length];
    wideEven3 = new double[length];
    wideOdd1 = new double[length];
    wideOdd2 = new double[length];
    wideOdd3 = new double[length];
  }

  /** {@code v = B^T x}: from 8 arrays to 8. */
  void source(float[][] x, float[][] v, int count) {
    sum(1.0f, x[6], -1.0f, x[0], 5.25f, x[2], v[0], count);
    add(-5.25f, x[4], v[0], count);
    sum(1.0f, x[2], -4.25f, x[4], 1.0f, x[6], even1, count);
    sum(0.25f, x[2], -1.25f, x[4], 1.0f, x[6], even2, count);
    sum(4.0f, x[2], -5.0f, x[4], 1.0f, x[6], even3, count);
    sum(1.0f, x[1], -4.25f, x[3], 1.0f, x[5], odd1, count);
    sum(0.5f, x[1], -2.5f, x[3], 2.0f, x[5], odd2, count);
    sum(2.0f, x[1], -2.5f, x[3], 0.5f, x[5], odd3, count);
    points(v, count);
    sum(1.0f, x[7], -1.0f, x[1], 5.25f, x[3], v[7], count);
    add(-5.25f, x[5], v[7], count);
  }

  /** {@code dx += B q}: from 8 arrays to 8. */
  void addSourceGradient(float[][] q, float[][] dx, int count) {
    powers(q, count);
    add(-1.0f, q[0], dx[0], count);
    add(1.0f, odd1, 0.5f, odd2, 2.0f, odd3, dx[1], count);
    add(-1.0f, q[7], dx[1], count);
    add(1.0f, even1, 0.25f, even2, 4.0f, even3, dx[2], count);
    add(5.25f, q[0], dx[2], count);
    add(-4.25f, odd1, -2.5f, odd2, -2.5f, odd3, dx[3], count);
    add(5.25f, q[7], dx[3], count);
    add(-4.25f, even1, -1.25f, even2, -5.0f, even3, dx[4], count);
    add(-5.25f, q[0], dx[4], count);
    add(1.0f, odd1, 2.0f, odd2, 0.5f, odd3, dx[5], count);
    add(-5.25f, q[7], dx[5], count);
    add(1.0f, even1, 1.0f, even2, 1.0f, even3, dx[6], count);
    add(1.0f, q[0], dx[6], count);
    add(1.0f, q[7], dx[7], count);
  }

  /** {@code u = G w}: from 5 arrays to 8. */
  void weights(float[][] w, float[][] u, int count) {
    sum(-1.0f, w[0], u[0], count);
    sum(NINTHS, w[0], NINTHS, w[2], NINTHS, w[4], even1, count);
    sum(NINETIETH, w[0], 4 * NINETIETH, w[2], 16 * NINETIETH, w[4], even2, count);
    sum(64 * NINETIETH, w[0], 16 * NINETIETH, w[2], 4 * NINETIETH, w[4], even3, count);
    sum(NINTHS, w[1], NINTHS, w[3], odd1, count);
    sum(2 * NINETIETH, w[1], 8 * NINETIETH, w[3], odd2, count);
    sum(32 * NINETIETH, w[1], 8 * NINETIETH, w[3], odd3, count);
    points(u, count);
    sum(1.0f, w[4], u[7], count);
  }

  /**
   * {@code dw = G^T q}: from 8 arrays to 5, in double precision. Here large values cancel each
   * other, and arrays are short: there is one value for each weight, not for each pixel.
   */
  void weightGradient(double[][] q, double[][] dw, int count) {
    butterfly(q[1], q[2], wideEven1, wideOdd1, count);
    butterfly(q[3], q[4], wideEven2, wideOdd2, count);
    butterfly(q[5], q[6], wideEven3, wideOdd3, count);
    double ninths = -2.0 / 9.0;
    double part = 1.0 / 90.0;
    sum(ninths, wideEven1, part, wideEven2, 64 * part, wideEven3, dw[0], count);
    add(-1.0, q[0], dw[0], count);
    sum(ninths, wideOdd1, 2 * part, wideOdd2, 32 * part, wideOdd3, dw[1], count);
    sum(ninths, wideEven1, 4 * part, wideEven2, 16 * part, wideEven3, dw[2], count);
    sum(ninths, wideOdd1, 8 * part, wideOdd2, 8 * part, wideOdd3, dw[3], count);
    sum(ninths, wideEven1, 16 * part, wideEven2, 4 * part, wideEven3, dw[4], count);
    add(1.0, q[7], dw[4], count);
  }

  /** {@code y = A^T m}: from 8 arrays to 4. */
  void result(float[][] m, float[][] y, int count) {
    powers(m, count);
    sum(1.0f, even1, 1.0f, even2, 1.0f, even3, y[0], count);
    add(1.0f, m[0], y[0], count);
    sum(1.0f, odd1, 2.0f, odd2, 0.5f, odd3, y[1], count);
    sum(1.0f, even1, 4.0f, even2, 0.25f, even3, y[2], count);
    sum(1.0f, odd1, 8.0f, odd2, 0.125f, odd3, y[3], count);
    add(1.0f, m[7], y[3], count);
  }

  /** {@code z = A dy}: from 4 arrays to 8. */
  void resultGradient(float[][] dy, float[][] z, int count) {
    sum(1.0f, dy[0], z[0], count);
    sum(1.0f, dy[0], 1.0f, dy[2], even1, count);
    sum(1.0f, dy[0], 4.0f, dy[2], even2, count);
    sum(1.0f, dy[0], 0.25f, dy[2], even3, count);
    sum(1.0f, dy[1], 1.0f, dy[3], odd1, count);
    sum(2.0f, dy[1], 8.0f, dy[3], odd2, count);
    sum(0.5f, dy[1], 0.125f, dy[3], odd3, count);
    points(z, count);
    sum(1.0f, dy[3], z[7], count);
  }

  /** Values at a point and its negative from the sums over even and odd powers. */
  private void points(float[][] values, int count) {
    butterfly(even1, odd1, values[1], values[2], count);
    butterfly(even2, odd2, values[3], values[4], count);
    butterfly(even3, odd3, values[5], values[6], count);
  }

  /** The transposed of {@link #points}. */
  private void powers(float[][] values, int count) {
    butterfly(values[1], values[2], even1, odd1, count);
    butterfly(values[3], values[4], even2, odd2, count);
    butterfly(values[5], values[6], even3, odd3, count);
  }
}
