package io.pollard.prune.repair;

import io.pollard.prune.quadratic.Symmetric;

/**
 * Sums over samples of a layer: products of its inputs x (patch elements, with a 1 behind them)
 * with each other, and with its wanted outputs y. All that least squares want to know of data. In
 * double, sample by sample.
 */
final class NormalEquations {
  private final int columns;
  private final int rows;
  private final double[] products;
  private final double[] targets;
  private long samples;

  /**
   * @param columns elements of a patch
   * @param rows number of outputs
   */
  NormalEquations(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    products = new double[Math.toIntExact(Symmetric.packed(columns + 1L))];
    targets = new double[Math.multiplyExact(columns + 1, rows)];
  }

  private NormalEquations(
      int columns, int rows, double[] products, double[] targets, long samples) {
    this.columns = columns;
    this.rows = rows;
    this.products = products;
    this.targets = targets;
    this.samples = samples;
  }

  /**
   * Adds a sample.
   *
   * @param patch its first {@code columns} elements count; the one behind is set to 1
   * @param wanted one value per output
   */
  void add(double[] patch, double[] wanted) {
    patch[columns] = 1.0;
    Symmetric.addProducts(patch, columns + 1, products, 0);
    for (int column = 0; column <= columns; column++) {
      if (patch[column] != 0.0) {
        for (int row = 0; row < rows; row++) {
          targets[column * rows + row] += patch[column] * wanted[row];
        }
      }
    }
    samples++;
  }

  /**
   * The same inputs with other wanted outputs.
   *
   * @param others sums of the products of inputs and outputs, {@code [columns + 1, outputs]}
   */
  NormalEquations retargeted(double[] others) {
    return new NormalEquations(columns, rows, products, others, samples);
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  long samples() {
    return samples;
  }

  /** Sum of the products of two patch elements; element {@code columns} is the 1. */
  double product(int one, int other) {
    int high = Math.max(one, other);
    return products[high * (high + 1) / 2 + Math.min(one, other)];
  }

  /** Sum of the products of a patch element and an output. */
  double target(int column, int row) {
    return targets[column * rows + row];
  }

  /**
   * The weights that fit the wanted outputs best, by least squares: {@code (X'X + r I)^-1 X'Y},
   * with r = ridge trace(X'X) / n.
   *
   * @param some patch elements that may be used, n of them; {@code columns} stands for a constant
   * @return {@code [outputs, some]}
   */
  double[][] solve(int[] some, double ridge) {
    int n = some.length;
    double trace = 0.0;
    for (int column : some) {
      trace += product(column, column);
    }
    double damping = trace > 0.0 ? ridge * trace / n : 1.0;
    double[] matrix = new double[Math.multiplyExact(n, n)];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        matrix[i * n + j] = product(some[i], some[j]) + (i == j ? damping : 0.0);
      }
    }
    Symmetric inverse = Symmetric.of(n, matrix).inverse();
    double[][] weights = new double[rows][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double factor = inverse.at(i, j);
        for (int row = 0; row < rows; row++) {
          weights[row][i] += factor * target(some[j], row);
        }
      }
    }
    return weights;
  }
}
