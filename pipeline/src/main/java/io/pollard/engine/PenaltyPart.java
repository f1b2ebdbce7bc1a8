package io.pollard.engine;

import io.pollard.prune.penalty.Term;
import java.util.Arrays;

/**
 * What a penalty's term needs in a step: the sums over its groups and what follows from them. The
 * sums are in double, in the order of memory. Elements outside of all groups are in one more group
 * on which nothing acts.
 */
final class PenaltyPart {
  private final Term term;
  private final int outside;
  private final double[] sums;
  private final float[] factors;
  private float threshold;

  PenaltyPart(Term term) {
    this.term = term;
    outside = term.groups();
    sums = new double[outside + 1];
    factors = new float[outside + 1];
  }

  boolean isProximal() {
    return term.step() == Term.Step.PROXIMAL;
  }

  /** The groups of some neighbouring elements; empty if they are in none. */
  int[] groups(int from, int count) {
    int[] groups = Arrays.copyOfRange(term.members(), from, from + count);
    boolean any = false;
    for (int i = 0; i < count; i++) {
      any |= groups[i] != Term.NONE;
      groups[i] = groups[i] == Term.NONE ? outside : groups[i];
    }
    return any ? groups : new int[0];
  }

  /** Begins to sum up. */
  void begin(double learningRate) {
    Arrays.fill(sums, 0.0);
    threshold = isProximal() ? (float) (learningRate * term.l1()) : 0.0f;
  }

  /** Adds elements to the sums of their groups. */
  void measure(float[] weights, int[] groups, int count) {
    if (!term.form().ofSquares()) {
      for (int i = 0; i < count; i++) {
        sums[groups[i]] += Math.abs(weights[i]);
      }
    } else if (threshold > 0.0f) {
      for (int i = 0; i < count; i++) {
        double w = soft(weights[i]);
        sums[groups[i]] += w * w;
      }
    } else {
      for (int i = 0; i < count; i++) {
        double w = weights[i];
        sums[groups[i]] += w * w;
      }
    }
  }

  /** After all were added. */
  void settle(double learningRate) {
    if (isProximal()) {
      shrinkages(learningRate);
    } else {
      slopes();
    }
  }

  /** What a gradient is made of. */
  private void slopes() {
    for (int g = 0; g < outside; g++) {
      factors[g] = (float) (term.strengths()[g] * term.form().slope(sums[g]));
    }
  }

  /** {@code gradient = scale gradient + that of the penalty}. */
  void addTo(float[] gradient, float[] weights, int[] groups, int count, float scale) {
    boolean linear = term.form().ofSquares();
    float l1 = (float) term.l1();
    for (int i = 0; i < count; i++) {
      float sign = Math.signum(weights[i]);
      float slope = factors[groups[i]];
      float within = groups[i] == outside ? 0.0f : l1;
      gradient[i] = gradient[i] * scale + slope * (linear ? weights[i] : sign) + within * sign;
    }
  }

  /**
   * By what each group shrinks. Of a layer that must keep a group and would become 0, the group
   * with the largest norm does not shrink, of several the last.
   */
  private void shrinkages(double learningRate) {
    int[] layers = term.layers();
    int from = 0;
    while (from < outside) {
      int largest = from;
      boolean any = false;
      int to = from;
      for (; to < outside && layers[to] == layers[from]; to++) {
        double norm = Math.sqrt(sums[to]);
        double left = norm - learningRate * term.strengths()[to];
        // What is no number stays none, so that it is noticed.
        factors[to] = left <= 0.0 ? 0.0f : (float) (left / norm);
        any |= factors[to] > 0.0f;
        largest = sums[to] >= sums[largest] ? to : largest;
      }
      if (!any && layers[from] != Term.NONE) {
        factors[largest] = 1.0f;
      }
      from = to;
    }
  }

  /** Draws weights towards 0; clears state where a group has become 0. */
  void shrink(float[] weights, float[][] state, int[] groups, int count) {
    for (int i = 0; i < count; i++) {
      if (groups[i] != outside) {
        float factor = factors[groups[i]];
        weights[i] = factor == 0.0f ? 0.0f : soft(weights[i]) * factor;
        for (int vector = 0; factor == 0.0f && vector < state.length; vector++) {
          state[vector][i] = 0.0f;
        }
      }
    }
  }

  /** Towards 0 by the threshold; +0 where that is farther. */
  private float soft(float weight) {
    if (Math.abs(weight) <= threshold) {
      return 0.0f;
    }
    return weight > 0.0f ? weight - threshold : weight + threshold;
  }
}
