package io.pollard.engine;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimiser step of every engine: one pass over flat vectors of weights, gradient and state
 * under a mask. Holds the state and the mask, not the weights. Pure arithmetic of the formulas of
 * {@link Optimizer} in single precision, so that two engines with the same gradients have the same
 * bits, as have a step over everything and a step over the few elements that a mask keeps.
 *
 * <p>Statistics (batch norm's running mean and variance) are not optimised: their "gradient" is
 * what is taken from them, {@code w -= g}.
 *
 * <p>The vectors may be in any order that the layout describes, such as an engine's own blocked
 * order with padding: elements that start at +0.0 and have gradient +0.0 stay there.
 *
 * <p>Cost: bound by memory; four streams for Adam. Elements that the mask prunes cost a store each,
 * or nothing where it keeps fewer than {@value #FEW_IN_PERCENT}%. Not thread-safe.
 */
public final class FlatUpdate {
  /** Below this density the kept elements are gathered instead of streaming over all. */
  private static final int FEW_IN_PERCENT = 20;

  private static final int GATHER = 1024;

  private final ParameterLayout layout;
  private final UpdateRule rule;
  private final float[][] state;
  private final float[] gatheredWeights = new float[GATHER];
  private final float[] gatheredGradient = new float[GATHER];
  private final float[][] gatheredState;
  private Mask mask;
  private List<Part> parts;

  /** A slice, from one index to the one behind the last, and how its elements are visited. */
  private record Part(Role role, int from, int to, Visit visit, int[] indices) {}

  private enum Visit {
    /** Everything, with the gradient at {@code indices} put to zero. */
    ALL_BUT,
    /** Only {@code indices}. */
    ONLY
  }

  /** Starts with a dense mask and zero state. */
  public FlatUpdate(ParameterLayout layout, UpdateRule rule) {
    this.layout = layout;
    this.rule = rule;
    state = new float[rule.stateVectors()][layout.length()];
    gatheredState = new float[rule.stateVectors()][GATHER];
    mask = Mask.dense(layout.length());
    parts = parts(layout, mask);
  }

  /** Changes the mask; state of pruned elements becomes zero. */
  public void mask(Mask mask) {
    if (mask.length() != layout.length()) {
      throw new IllegalArgumentException(
          "a mask of " + mask.length() + " elements for a layout of " + layout.length());
    }
    this.mask = mask;
    parts = parts(layout, mask);
    for (float[] vector : state) {
      mask.apply(vector);
    }
  }

  /** A copy of the state, one vector behind the other. */
  public float[] state() {
    float[] all = new float[state.length * layout.length()];
    for (int i = 0; i < state.length; i++) {
      System.arraycopy(state[i], 0, all, i * layout.length(), layout.length());
    }
    return all;
  }

  /** Replaces the state; pruned elements become zero. */
  public void state(float[] all) {
    if (all.length != state.length * layout.length()) {
      throw new IllegalArgumentException(
          "optimiser state of %d values, expected %d times %d"
              .formatted(all.length, state.length, layout.length()));
    }
    for (int i = 0; i < state.length; i++) {
      System.arraycopy(all, i * layout.length(), state[i], 0, layout.length());
      mask.apply(state[i]);
    }
  }

  /**
   * One step.
   *
   * @param weights over the layout, pruned elements +0.0; updated in place
   * @param gradient over the layout; dense; overwritten at pruned elements
   * @param scale factor of the gradient, 1 if it is of the mean loss already; statistics are not
   *     scaled
   * @param learningRate of this step
   * @param iteration 0-based number of the step since the state was zero
   */
  public void step(
      float[] weights, float[] gradient, float scale, double learningRate, int iteration) {
    UpdateFormula formula = UpdateFormula.of(rule.optimizer(), learningRate, iteration);
    float weightDecay = (float) rule.weightDecay();
    for (Part part : parts) {
      if (!part.role().isParameter()) {
        for (int i = part.from(); i < part.to(); i++) {
          weights[i] -= gradient[i];
        }
        continue;
      }
      boolean decays = part.role() == Role.WEIGHT || !rule.decayWeightsOnly();
      float decay = decays ? weightDecay : 0.0f;
      if (part.visit() == Visit.ONLY) {
        gathered(formula, weights, gradient, part.indices(), scale, decay);
      } else {
        for (int pruned : part.indices()) {
          gradient[pruned] = 0.0f;
        }
        formula.apply(weights, gradient, state, part.from(), part.to(), scale, decay);
      }
    }
  }

  private void gathered(
      UpdateFormula formula, float[] w, float[] g, int[] indices, float scale, float decay) {
    for (int from = 0; from < indices.length; from += GATHER) {
      int count = Math.min(GATHER, indices.length - from);
      gather(w, indices, from, count, gatheredWeights);
      gather(g, indices, from, count, gatheredGradient);
      for (int i = 0; i < state.length; i++) {
        gather(state[i], indices, from, count, gatheredState[i]);
      }
      formula.apply(gatheredWeights, gatheredGradient, gatheredState, 0, count, scale, decay);
      scatter(gatheredWeights, indices, from, count, w);
      for (int i = 0; i < state.length; i++) {
        scatter(gatheredState[i], indices, from, count, state[i]);
      }
    }
  }

  private static void gather(float[] all, int[] indices, int from, int count, float[] some) {
    for (int i = 0; i < count; i++) {
      some[i] = all[indices[from + i]];
    }
  }

  private static void scatter(float[] some, int[] indices, int from, int count, float[] all) {
    for (int i = 0; i < count; i++) {
      all[indices[from + i]] = some[i];
    }
  }

  private static List<Part> parts(ParameterLayout layout, Mask mask) {
    List<Part> parts = new ArrayList<>();
    for (Slice slice : layout.slices()) {
      int kept = mask.kept(slice);
      boolean few = 100L * kept < (long) FEW_IN_PERCENT * slice.length();
      int listed = few ? kept : slice.length() - kept;
      parts.add(
          new Part(
              slice.role(),
              slice.offset(),
              slice.end(),
              few ? Visit.ONLY : Visit.ALL_BUT,
              indices(slice, mask, few, listed)));
    }
    return parts;
  }

  private static int[] indices(Slice slice, Mask mask, boolean kept, int count) {
    int[] indices = new int[count];
    int end = slice.end();
    int found = 0;
    for (int i = slice.offset(); i < end; i++) {
      if (mask.kept(i) == kept) {
        indices[found++] = i;
      }
    }
    return indices;
  }
}
