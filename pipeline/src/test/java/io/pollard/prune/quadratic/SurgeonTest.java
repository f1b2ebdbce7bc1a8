package io.pollard.prune.quadratic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** METHODS G6, and the definition by brute force. */
class SurgeonTest {
  private static final Offset<Double> ROUNDED = within(1e-6);
  private static final Symmetric H =
      Symmetric.of(3, new double[] {2, 0.5, 0, 0.5, 1, 0.2, 0, 0.2, 4});
  private static final double[] W = {0.3, -0.5, 0.2};

  @Test
  void inverse() {
    Symmetric inverse = H.inverse();
    assertThat(diagonal(inverse))
        .containsExactly(new double[] {0.572254, 1.156069, 0.252890}, ROUNDED);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double product = 0;
        for (int k = 0; k < 3; k++) {
          product += H.at(i, k) * inverse.at(k, j);
        }
        assertThat(product).isCloseTo(i == j ? 1.0 : 0.0, within(1e-14));
        assertThat(inverse.at(i, j)).isEqualTo(inverse.at(j, i));
      }
    }
  }

  /** Optimal Brain Damage would take index 2 here. */
  @Test
  void costsOfSingleWeights() {
    assertThat(Surgeon.costs(H.inverse(), W))
        .containsExactly(new double[] {0.078636, 0.108125, 0.079086}, ROUNDED);
    Surgeon.Removals removals = Surgeon.removals(H.inverse(), W);
    assertThat(removals.order()[0]).isZero();
    assertThat(removals.costs()[0]).isCloseTo(0.078636, ROUNDED);
  }

  @Test
  void survivorsMakeUp() {
    double[] moved = {0, -0.348485, 0.192424};
    assertThat(Surgeon.without(H, W, new int[] {1, 2}, new int[] {0}))
        .containsExactly(moved, ROUNDED);
    assertThat(Surgeon.withoutFew(H.inverse(), W, new int[] {0})).containsExactly(moved, ROUNDED);
    assertThat(cost(H, W, moved)).isCloseTo(0.078636, ROUNDED);
  }

  /** The recursion's result: rows [1,0], [1,1], [0,2], alpha 0.01, three patterns. */
  @Test
  void inverseOfAMeanOfProducts() {
    double[] sums = new double[(int) Symmetric.packed(2)];
    Symmetric.addProducts(new double[] {1, 0}, 2, sums, 0);
    Symmetric.addProducts(new double[] {1, 1}, 2, sums, 0);
    Symmetric.addProducts(new double[] {0, 2}, 2, sums, 0);
    Symmetric inverse = Symmetric.mean(sums, 0, 2, 3, 0.01).inverse();
    assertThat(inverse.at(0, 0)).isCloseTo(1.638276, ROUNDED);
    assertThat(inverse.at(0, 1)).isCloseTo(-0.325701, ROUNDED);
    assertThat(inverse.at(1, 1)).isCloseTo(0.661173, ROUNDED);
  }

  /** Step by step: each removal is the best single one, and ends where the joint optimum is. */
  @Test
  void successiveRemovalsEndAtTheJointOptimum() {
    int n = 9;
    Symmetric h = positive(n, 5);
    Draws draws = Draws.of(6, "weights");
    double[] w = IntStream.range(0, n).mapToDouble(i -> draws.nextGaussian()).toArray();
    Surgeon.Removals removals = Surgeon.removals(h.inverse(), w);
    assertThat(removals.order()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
    double[] at = w;
    for (int k = 1; k <= n; k++) {
      int[] go = IntStream.of(Arrays.copyOf(removals.order(), k)).sorted().toArray();
      double[] now = optimum(h, w, go);
      int[] before = IntStream.of(Arrays.copyOf(removals.order(), k - 1)).sorted().toArray();
      for (int other = 0; other < n; other++) {
        int tried = other;
        if (Arrays.stream(before).noneMatch(i -> i == tried)) {
          int[] instead =
              IntStream.concat(IntStream.of(before), IntStream.of(tried)).sorted().toArray();
          assertThat(cost(h, at, now))
              .isLessThanOrEqualTo(cost(h, at, optimum(h, w, instead)) + 1e-12);
        }
      }
      assertThat(removals.costs()[k - 1]).isCloseTo(cost(h, w, now), within(1e-10));
      at = now;
    }
  }

  @Test
  void bothWaysToTheOptimumAgree() {
    int n = 12;
    Symmetric h = positive(n, 7);
    double[] w = IntStream.range(0, n).mapToDouble(i -> i - 5.5).toArray();
    int[] go = {1, 4, 8};
    assertThat(Surgeon.withoutFew(h.inverse(), w, go))
        .containsExactly(optimum(h, w, go), within(1e-10));
  }

  @Test
  void refusesWhatIsNotPositiveDefinite() {
    assertThatThrownBy(() -> Symmetric.of(2, new double[] {1, 2, 2, 1}).inverse())
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("not positive definite: pivot -3.0");
    assertThatThrownBy(() -> Symmetric.of(1, new double[] {Double.NaN}).solve(new double[1]))
        .isInstanceOf(ArithmeticException.class);
  }

  private static double[] optimum(Symmetric h, double[] w, int[] go) {
    int[] stay =
        IntStream.range(0, w.length)
            .filter(i -> Arrays.stream(go).noneMatch(q -> q == i))
            .toArray();
    return Surgeon.without(h, w, stay, go);
  }

  /** dw' H dw / 2. */
  private static double cost(Symmetric h, double[] from, double[] to) {
    double cost = 0;
    for (int i = 0; i < from.length; i++) {
      for (int j = 0; j < from.length; j++) {
        cost += (to[i] - from[i]) * h.at(i, j) * (to[j] - from[j]) / 2;
      }
    }
    return cost;
  }

  private static Symmetric positive(int n, long seed) {
    double[] sums = new double[(int) Symmetric.packed(n)];
    Draws draws = Draws.of(seed, "matrix");
    for (int k = 0; k < 2 * n; k++) {
      double[] x = IntStream.range(0, n).mapToDouble(i -> draws.nextGaussian()).toArray();
      Symmetric.addProducts(x, n, sums, 0);
    }
    return Symmetric.mean(sums, 0, n, 2 * n, 0.1);
  }

  private static double[] diagonal(Symmetric matrix) {
    return IntStream.range(0, matrix.size()).mapToDouble(i -> matrix.at(i, i)).toArray();
  }
}
