package io.pollard.prune.quadratic;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Optimal Brain Surgeon on weights w of which the loss is modelled as {@code dw' H dw / 2}: what
 * leaving weights out costs if all others are moved to where that costs least.
 *
 * <p>Source: Hassibi, Stork (1992), "Second order derivatives for network pruning: Optimal brain
 * surgeon", equations 4 and 5 (METHODS C3).
 */
public final class Surgeon {
  private Surgeon() {}

  /**
   * The cost of each weight alone: {@code L_q = w_q^2 / (2 [H^-1]_qq)}.
   *
   * @param inverse H^-1 over the weights
   */
  public static double[] costs(Symmetric inverse, double[] weights) {
    double[] costs = new double[weights.length];
    for (int q = 0; q < costs.length; q++) {
      costs[q] = weights[q] * weights[q] / (2.0 * inverse.at(q, q));
    }
    return costs;
  }

  /**
   * Weights in the order of their removal.
   *
   * @param order the weights, first removed first
   * @param costs the sum of the costs of each and of all before it
   */
  public record Removals(int[] order, double[] costs) {}

  /**
   * Takes out one weight after the other, always the cheapest, moving the rest each time (ties: the
   * lower index). After each, its row and column are eliminated from the inverse: {@code H^-1 -=
   * H^-1 e_q e_q' H^-1 / [H^-1]_qq}.
   *
   * <p>n^3 / 3 multiply-adds.
   */
  public static Removals removals(Symmetric inverse, double[] weights) {
    int n = weights.length;
    double[] w = weights.clone();
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = inverse.at(i, j);
      }
    }
    int[] alive = IntStream.range(0, n).toArray();
    int[] order = new int[n];
    double[] costs = new double[n];
    double total = 0.0;
    for (int left = n; left > 0; left--) {
      int place = cheapest(rows, w, left);
      total += w[place] * w[place] / (2.0 * rows[place][place]);
      order[n - left] = alive[place];
      costs[n - left] = total;
      remove(rows, w, alive, place, left);
    }
    return new Removals(order, costs);
  }

  /** The place of the cheapest of the first {@code left} weights, which are in ascending order. */
  private static int cheapest(double[][] rows, double[] w, int left) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < left; i++) {
      double cost = w[i] * w[i] / rows[i][i];
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    return best;
  }

  /** Eliminates a weight, and closes the gap that it leaves. */
  private static void remove(double[][] rows, double[] w, int[] alive, int place, int left) {
    double[] gone = rows[place];
    double pivot = gone[place];
    for (int i = 0; i < left; i++) {
      double factor = gone[i] / pivot;
      if (i != place && factor != 0.0) {
        double[] row = rows[i];
        for (int j = 0; j < left; j++) {
          row[j] -= factor * gone[j];
        }
        w[i] -= factor * w[place];
      }
    }
    int behind = left - 1 - place;
    for (int i = 0; i < left; i++) {
      System.arraycopy(rows[i], place + 1, rows[i], place, behind);
    }
    System.arraycopy(rows, place + 1, rows, place, behind);
    rows[left - 1] = gone;
    System.arraycopy(w, place + 1, w, place, behind);
    System.arraycopy(alive, place + 1, alive, place, behind);
  }

  /**
   * The values of the weights that stay when others go at once: the optimum of the model, which is
   * also where taking them out one by one ends. With K those that stay and P those that go, {@code
   * w_K + H_KK^-1 H_KP w_P}.
   *
   * @param hessian H over all weights
   * @param stay indices of K, ascending
   * @param go indices of P, ascending
   * @return all weights: those of P are 0, those of neither are as they were
   */
  public static double[] without(Symmetric hessian, double[] weights, int[] stay, int[] go) {
    double[] result = weights.clone();
    Arrays.stream(go).forEach(q -> result[q] = 0.0);
    if (stay.length == 0 || go.length == 0) {
      return result;
    }
    double[] pull = new double[stay.length];
    for (int i = 0; i < stay.length; i++) {
      for (int q : go) {
        pull[i] += hessian.at(stay[i], q) * weights[q];
      }
    }
    double[] moves = hessian.part(stay).solve(pull);
    for (int i = 0; i < stay.length; i++) {
      result[stay[i]] += moves[i];
    }
    return result;
  }

  /**
   * The same as {@link #without} where K and P are all weights, from the inverse: {@code w -
   * H^-1_.P (H^-1_PP)^-1 w_P}. Cheaper where few go.
   *
   * @param inverse H^-1 over all weights
   * @param go indices of P, ascending
   */
  public static double[] withoutFew(Symmetric inverse, double[] weights, int[] go) {
    double[] result = weights.clone();
    if (go.length == 0) {
      return result;
    }
    double[] gone = new double[go.length];
    Arrays.setAll(gone, i -> weights[go[i]]);
    double[] shares = inverse.part(go).solve(gone);
    for (int i = 0; i < result.length; i++) {
      for (int k = 0; k < go.length; k++) {
        result[i] -= inverse.at(i, go[k]) * shares[k];
      }
    }
    Arrays.stream(go).forEach(q -> result[q] = 0.0);
    return result;
  }
}
