package io.pollard.prune.penalty;

/**
 * A sum over groups of weights: {@code sum over g of strength[g] form(g) + l1 sum |w|} over the
 * weights of all groups.
 *
 * @param members the group of each element of the flat vector; {@link #NONE} for elements outside
 * @param strengths one per group
 * @param layers the layer of each group, numbered from 0 in the order of the groups, where a
 *     proximal step has to leave one of each; {@link #NONE} where all may go
 * @param form what a group costs
 * @param l1 coefficient of the absolute values of the weights
 * @param step how it enters a training step
 */
public record Term(
    int[] members, double[] strengths, int[] layers, Form form, double l1, Step step) {
  /** Belongs to no group. */
  public static final int NONE = -1;

  /** How a penalty enters a training step. */
  public enum Step {
    /** Its gradient is added to that of the loss; nothing becomes exactly 0. */
    GRADIENT,
    /**
     * The optimiser steps without it; then each group is drawn towards 0: with t = learning rate
     * times strength, {@code w <- w max(0, 1 - t / ||w||)}, and before that each weight by learning
     * rate times {@code l1}. Groups become exactly 0, and so does their optimiser state, so that
     * momentum does not bring them back. Where a layer would lose all its filters, neurons or
     * columns, the one with the largest norm does not shrink.
     */
    PROXIMAL
  }

  /**
   * @throws IllegalArgumentException if a proximal step is asked for where it has no closed form
   */
  public Term {
    if (step == Step.PROXIMAL && !(form instanceof Form.Norm)) {
      throw new IllegalArgumentException("a proximal step is known for norms only");
    }
  }

  /** Number of groups. */
  public int groups() {
    return strengths.length;
  }

  /** The cost of some weights. In double, in index order. */
  public double value(float[] weights) {
    double total = 0.0;
    double[] sums = sums(weights);
    for (int g = 0; g < sums.length; g++) {
      total += strengths[g] * form.value(sums[g]);
    }
    for (int i = 0; i < members.length; i++) {
      total += members[i] == NONE ? 0.0 : l1 * Math.abs(weights[i]);
    }
    return total;
  }

  /** The gradient of {@link #value}, over the flat vector. */
  public float[] gradient(float[] weights) {
    double[] sums = sums(weights);
    float[] gradient = new float[weights.length];
    for (int i = 0; i < members.length; i++) {
      if (members[i] != NONE) {
        double slope = strengths[members[i]] * form.slope(sums[members[i]]);
        double sign = Math.signum(weights[i]);
        gradient[i] = (float) (slope * (form.ofSquares() ? weights[i] : sign) + l1 * sign);
      }
    }
    return gradient;
  }

  private double[] sums(float[] weights) {
    double[] sums = new double[groups()];
    for (int i = 0; i < members.length; i++) {
      if (members[i] != NONE) {
        double w = weights[i];
        sums[members[i]] += form.ofSquares() ? w * w : Math.abs(w);
      }
    }
    return sums;
  }
}
