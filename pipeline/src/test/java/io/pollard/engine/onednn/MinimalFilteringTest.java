package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

/** The transforms against the construction of their matrices from points. */
class MinimalFilteringTest {
  /** The eighth is infinity. */
  private static final double[] POINTS = {0, 1, -1, 2, -2, 0.5, -0.5};

  private static final int SIZE = POINTS.length + 1;
  private static final int COUNT = 37;

  private interface Transform {
    void apply(float[][] from, float[][] to, int count);
  }

  private final MinimalFiltering filtering = new MinimalFiltering(COUNT);

  /** {@code A^T}: the powers of each point. */
  private static double[][] result() {
    double[][] matrix = new double[4][SIZE];
    for (int row = 0; row < 4; row++) {
      for (int j = 0; j < POINTS.length; j++) {
        matrix[row][j] = Math.pow(POINTS[j], row);
      }
    }
    matrix[3][SIZE - 1] = 1.0;
    return matrix;
  }

  /** G: the powers of each point, divided by the product of its differences from the others. */
  private static double[][] weights() {
    double[][] matrix = new double[SIZE][5];
    for (int j = 0; j < POINTS.length; j++) {
      double product = 1.0;
      for (int other = 0; other < POINTS.length; other++) {
        product *= other == j ? 1.0 : POINTS[j] - POINTS[other];
      }
      for (int column = 0; column < 5; column++) {
        matrix[j][column] = Math.pow(POINTS[j], column) / product;
      }
    }
    matrix[SIZE - 1][4] = 1.0;
    return matrix;
  }

  /** {@code B^T}: coefficients of the polynomial with all the other points as its roots. */
  private static double[][] source() {
    double[][] matrix = new double[SIZE][SIZE];
    for (int j = 0; j < SIZE; j++) {
      double[] polynomial = new double[SIZE + 1];
      polynomial[0] = 1.0;
      for (int other = 0; other < POINTS.length; other++) {
        if (other != j) {
          for (int power = SIZE; power >= 0; power--) {
            double lower = power > 0 ? polynomial[power - 1] : 0.0;
            polynomial[power] = lower - POINTS[other] * polynomial[power];
          }
        }
      }
      System.arraycopy(polynomial, 0, matrix[j], 0, SIZE);
    }
    return matrix;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] other = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        other[j][i] = matrix[i][j];
      }
    }
    return other;
  }

  /** The last element is not to be touched. */
  private static void check(Transform transform, double[][] matrix, float start) {
    float[][] from = new float[matrix[0].length][COUNT];
    float[][] to = new float[matrix.length][COUNT];
    for (int i = 0; i < COUNT; i++) {
      from[i % from.length][i] = 1.0f;
      for (float[] array : to) {
        array[i] = start;
      }
    }
    transform.apply(from, to, COUNT - 1);
    for (int row = 0; row < to.length; row++) {
      for (int i = 0; i < COUNT - 1; i++) {
        assertThat((double) to[row][i])
            .as("row %d, column %d", row, i % from.length)
            .isCloseTo(start + matrix[row][i % from.length], offset(1e-7));
      }
      assertThat(to[row][COUNT - 1]).isEqualTo(start);
    }
  }

  private void weightGradient(float[][] from, float[][] to, int count) {
    double[][] wideFrom = new double[from.length][COUNT];
    double[][] wideTo = new double[to.length][COUNT];
    for (int i = 0; i < from.length; i++) {
      Combinations.widen(from[i], wideFrom[i], COUNT);
    }
    filtering.weightGradient(wideFrom, wideTo, count);
    for (int i = 0; i < to.length; i++) {
      Combinations.narrow(wideTo[i], to[i], COUNT);
    }
  }

  @Test
  void transformsAreTheMatrices() {
    check(filtering::source, source(), 0.0f);
    check(filtering::weights, weights(), 0.0f);
    check(filtering::result, result(), 0.0f);
  }

  @Test
  void gradientsAreTheTransposedMatrices() {
    check(filtering::addSourceGradient, transposed(source()), 0.0f);
    check(filtering::addSourceGradient, transposed(source()), 1.0f);
    check(this::weightGradient, transposed(weights()), 0.0f);
    check(filtering::resultGradient, transposed(result()), 0.0f);
  }

  @Test
  void productsBetweenTransformsAreAConvolution() {
    float[][] x = {{0.3f}, {-1.2f}, {0.7f}, {2.1f}, {-0.4f}, {1.6f}, {-2.3f}, {0.9f}};
    float[][] w = {{-0.8f}, {0.5f}, {1.1f}, {-0.6f}, {0.2f}};
    float[][] v = new float[SIZE][1];
    float[][] u = new float[SIZE][1];
    float[][] y = new float[4][1];
    filtering.source(x, v, 1);
    filtering.weights(w, u, 1);
    for (int j = 0; j < SIZE; j++) {
      v[j][0] *= u[j][0];
    }
    filtering.result(v, y, 1);
    for (int i = 0; i < 4; i++) {
      double sum = 0.0;
      for (int tap = 0; tap < 5; tap++) {
        sum += (double) x[i + tap][0] * w[tap][0];
      }
      assertThat((double) y[i][0]).isCloseTo(sum, offset(3e-6));
    }
  }
}
