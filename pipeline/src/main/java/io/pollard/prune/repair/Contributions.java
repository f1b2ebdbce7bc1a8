package io.pollard.prune.repair;

import io.pollard.prune.quadratic.Symmetric;
import java.util.Arrays;
import java.util.List;

/**
 * What each channel contributes to a layer's outputs, as far as least squares go: with {@code Z_i =
 * X_i W_i'} the outputs [samples, outputs] that channel i makes alone, the sums {@code <Z_i, Z_j>}
 * and {@code <Z_i, T>}, T being what the channels together are to make: the wanted outputs without
 * the bias and without what all other inputs make.
 *
 * @param gram {@code <Z_i, Z_j>}
 * @param targets {@code <Z_i, T>}
 * @param sizes {@code ||W_i||}, the Frobenius norms
 * @param samples number of samples N
 */
record Contributions(double[][] gram, double[] targets, double[] sizes, long samples) {

  /**
   * The contributions of some channels.
   *
   * @param sums over the samples
   * @param members the channels
   * @param others patch elements that go on contributing as they do
   * @param weights of the layer, {@code [outputs, columns]}
   * @param biases of the layer
   */
  static Contributions of(
      NormalEquations sums,
      List<Member> members,
      int[] others,
      double[][] weights,
      double[] biases) {
    int count = members.size();
    double[][] gram = new double[count][count];
    double[] targets = new double[count];
    double[] sizes = new double[count];
    for (int i = 0; i < count; i++) {
      int[] columns = members.get(i).columns();
      for (int j = 0; j <= i; j++) {
        gram[i][j] = products(sums, columns, members.get(j).columns(), weights);
        gram[j][i] = gram[i][j];
      }
      targets[i] =
          target(sums, columns, weights, biases) - products(sums, columns, others, weights);
      sizes[i] = size(columns, weights);
    }
    return new Contributions(gram, targets, sizes, sums.samples());
  }

  private static double products(
      NormalEquations sums, int[] some, int[] others, double[][] weights) {
    double total = 0.0;
    for (int p : some) {
      for (int q : others) {
        double product = sums.product(p, q);
        if (product != 0.0) {
          double both = 0.0;
          for (double[] row : weights) {
            both += row[p] * row[q];
          }
          total += product * both;
        }
      }
    }
    return total;
  }

  private static double target(
      NormalEquations sums, int[] columns, double[][] weights, double[] biases) {
    double total = 0.0;
    for (int p : columns) {
      double present = sums.product(p, sums.columns());
      for (int row = 0; row < weights.length; row++) {
        total += weights[row][p] * (sums.target(p, row) - biases[row] * present);
      }
    }
    return total;
  }

  private static double size(int[] columns, double[][] weights) {
    double sum = 0.0;
    for (double[] row : weights) {
      for (int p : columns) {
        sum += row[p] * row[p];
      }
    }
    return Math.sqrt(sum);
  }

  int count() {
    return sizes.length;
  }

  /** The same with weights of norm 1 for every channel; channels without weights stay at 0. */
  Contributions atUnitSize() {
    double[][] scaled = new double[count()][count()];
    double[] scaledTargets = new double[count()];
    double[] factors = Arrays.stream(sizes).map(size -> size > 0.0 ? 1.0 / size : 0.0).toArray();
    for (int i = 0; i < count(); i++) {
      for (int j = 0; j < count(); j++) {
        scaled[i][j] = gram[i][j] * factors[i] * factors[j];
      }
      scaledTargets[i] = targets[i] * factors[i];
    }
    double[] ones = new double[count()];
    Arrays.fill(ones, 1.0);
    return new Contributions(scaled, scaledTargets, ones, samples);
  }

  /**
   * The factors of some channels with which they make T best, by least squares with a ridge of
   * {@code ridge} times the mean of the diagonal.
   */
  double[] factors(int[] some, double ridge) {
    int n = some.length;
    double trace = 0.0;
    for (int i : some) {
      trace += gram[i][i];
    }
    double damping = trace > 0.0 ? ridge * trace / n : 1.0;
    double[] matrix = new double[n * n];
    double[] wanted = new double[n];
    for (int i = 0; i < n; i++) {
      wanted[i] = targets[some[i]];
      for (int j = 0; j < n; j++) {
        matrix[i * n + j] = gram[some[i]][some[j]] + (i == j ? damping : 0.0);
      }
    }
    return Symmetric.of(n, matrix).solve(wanted);
  }
}
