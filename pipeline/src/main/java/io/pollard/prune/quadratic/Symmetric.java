package io.pollard.prune.quadratic;

/**
 * A symmetric matrix in double precision, all of it, row by row. Loops run along rows, so that the
 * compiler makes vectors of them, in one fixed order: the same matrix gives the same bits.
 */
public final class Symmetric {
  private final int size;
  private final double[] values;

  private Symmetric(int size, double[] values) {
    this.size = size;
    this.values = values;
  }

  /** The matrix with these values, {@code [size, size]}; taken over. */
  public static Symmetric of(int size, double[] values) {
    if (values.length != size * size) {
      throw new IllegalArgumentException(values.length + " values for a matrix of " + size);
    }
    return new Symmetric(size, values);
  }

  /**
   * The mean of sums of products, damped: {@code sums / count + damping I}.
   *
   * @param sums packed, see {@link #addProducts}
   * @param from where they begin
   */
  public static Symmetric mean(double[] sums, int from, int size, double count, double damping) {
    double[] values = new double[Math.multiplyExact(size, size)];
    int at = from;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        double value = sums[at++] / count;
        values[row * size + column] = value;
        values[column * size + row] = value;
      }
      values[row * size + row] += damping;
    }
    return new Symmetric(size, values);
  }

  /** Number of values of a packed matrix: its lower triangle. */
  public static long packed(long size) {
    return size * (size + 1) / 2;
  }

  /**
   * Adds the products of all pairs of a vector's elements: {@code sums += x x^T}. Costs nothing for
   * elements that are 0.
   *
   * @param x its first {@code size} elements count
   * @param sums lower triangle, row by row, from {@code from} on
   */
  public static void addProducts(double[] x, int size, double[] sums, int from) {
    int row = from;
    for (int i = 0; i < size; i++) {
      double factor = x[i];
      if (factor != 0.0) {
        for (int j = 0; j <= i; j++) {
          sums[row + j] += factor * x[j];
        }
      }
      row += i + 1;
    }
  }

  public int size() {
    return size;
  }

  public double at(int row, int column) {
    return values[row * size + column];
  }

  /** The rows and columns of some indices. */
  public Symmetric part(int[] indices) {
    int count = indices.length;
    double[] part = new double[count * count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        part[i * count + j] = values[indices[i] * size + indices[j]];
      }
    }
    return new Symmetric(count, part);
  }

  /**
   * The inverse of a positive definite matrix, by the sweep operator: n^3 multiply-adds, no
   * pivoting.
   *
   * @throws ArithmeticException if it is not positive definite
   */
  public Symmetric inverse() {
    double[] a = values.clone();
    for (int k = 0; k < size; k++) {
      int pivotRow = k * size;
      double pivot = 1.0 / requirePositive(a[pivotRow + k]);
      for (int j = 0; j < size; j++) {
        a[pivotRow + j] *= pivot;
      }
      for (int i = 0; i < size; i++) {
        double factor = i == k ? 0.0 : a[i * size + k];
        if (factor != 0.0) {
          subtract(a, i * size, factor, pivotRow);
          a[i * size + k] = -factor * pivot;
        }
      }
      a[pivotRow + k] = pivot;
    }
    return new Symmetric(size, a).symmetrised();
  }

  private void subtract(double[] a, int row, double factor, int pivotRow) {
    for (int j = 0; j < size; j++) {
      a[row + j] -= factor * a[pivotRow + j];
    }
  }

  /** Rounding leaves the two halves a little apart. */
  private Symmetric symmetrised() {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        double mean = (values[i * size + j] + values[j * size + i]) / 2.0;
        values[i * size + j] = mean;
        values[j * size + i] = mean;
      }
    }
    return this;
  }

  /**
   * Solves {@code A x = b} for a positive definite A, by Cholesky: n^3 / 6 multiply-adds.
   *
   * @return x
   * @throws ArithmeticException if it is not positive definite
   */
  public double[] solve(double[] b) {
    double[] u = values.clone();
    double[] x = b.clone();
    for (int k = 0; k < size; k++) {
      int row = k * size;
      double scale = 1.0 / Math.sqrt(requirePositive(u[row + k]));
      for (int j = k; j < size; j++) {
        u[row + j] *= scale;
      }
      x[k] *= scale;
      for (int i = k + 1; i < size; i++) {
        double factor = u[row + i];
        if (factor != 0.0) {
          for (int j = i; j < size; j++) {
            u[i * size + j] -= factor * u[row + j];
          }
          x[i] -= factor * x[k];
        }
      }
    }
    for (int k = size - 1; k >= 0; k--) {
      double sum = x[k];
      for (int j = k + 1; j < size; j++) {
        sum -= u[k * size + j] * x[j];
      }
      x[k] = sum / u[k * size + k];
    }
    return x;
  }

  private static double requirePositive(double pivot) {
    if (!(pivot > 0.0)) {
      throw new ArithmeticException("not positive definite: pivot " + pivot);
    }
    return pivot;
  }
}
