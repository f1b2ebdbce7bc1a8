package io.pollard.engine;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.penalty.Terms;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
 * <p>Penalties of groups ({@link Terms}) take a pass over the weights of their groups before the
 * update, to sum up, and two after it if their steps are proximal; none without them.
 *
 * <p>Cost: bound by memory, one pass: a chunk of {@value #CHUNK} weights and gradients is fetched,
 * masked, penalised, updated together with its state and written back before the next, so nothing
 * leaves the innermost cache between. All arrays of a chunk begin at index 0, because loops over
 * arrays with the same index are what the JVM computes many elements at a time. Where the mask
 * keeps fewer than {@value #FEW_IN_PERCENT}% of a chunk, only those are touched. A step allocates
 * nothing. Not thread-safe.
 */
public final class FlatUpdate {
  /** Below this density the kept elements are gathered instead of streaming over all. */
  private static final int FEW_IN_PERCENT = 20;

  private static final int CHUNK = 2048;

  private final ParameterLayout layout;
  private final UpdateRule rule;
  private final List<PenaltyPart> penalties;
  private final List<Chunk> chunks = new ArrayList<>();
  private final float[] weights = new float[CHUNK];
  private final float[] gradient = new float[CHUNK];
  private final int[] bits = new int[CHUNK];
  private final IntBuffer asBits;
  private final FloatBuffer asFloats;
  private final float[][] gathered;
  private Mask mask;
  private List<Visit> visits;

  /**
   * A part of a slice.
   *
   * @param state as many arrays as the optimiser has state vectors
   * @param penalised the penalties of its elements
   */
  private record Chunk(
      Role role, int from, int count, float[][] state, List<Penalised> penalised) {}

  /**
   * What a penalty does to a chunk.
   *
   * @param groups of its elements, in the penalty's numbers
   */
  private record Penalised(PenaltyPart penalty, int[] groups) {}

  /** How a chunk is visited under the mask. */
  private sealed interface Visit {
    /** Everything. */
    record All(Chunk chunk) implements Visit {}

    /**
     * Everything, with all bits of the gradient cleared where the mask's bit is 0.
     *
     * @param words of 32 chunks, so that they stay in the innermost cache
     * @param left how far the chunk's bit is from the highest one
     */
    record Masked(Chunk chunk, int[] words, int left) implements Visit {}

    /** Only what is kept, by its places in the chunk. */
    record Kept(Chunk chunk, int[] places) implements Visit {}
  }

  /**
   * Starts with a dense mask and zero state.
   *
   * @throws IllegalArgumentException if the rule has penalties of groups, which only a network can
   *     tell
   */
  public FlatUpdate(ParameterLayout layout, UpdateRule rule) {
    this(layout, rule, Terms.none());
    if (!rule.penalties().isEmpty()) {
      throw new IllegalArgumentException("penalties without a network: " + rule.penalties());
    }
  }

  /**
   * Starts with a dense mask and zero state.
   *
   * @param terms of the rule's penalties, over the layout
   */
  public FlatUpdate(ParameterLayout layout, UpdateRule rule, Terms terms) {
    this.layout = layout;
    this.rule = rule;
    penalties = terms.all().stream().map(PenaltyPart::new).toList();
    ByteBuffer room = ByteBuffer.allocateDirect(4 * CHUNK).order(ByteOrder.nativeOrder());
    asBits = room.asIntBuffer();
    asFloats = room.asFloatBuffer();
    gathered = new float[rule.stateVectors()][CHUNK];
    for (Slice slice : layout.slices()) {
      int vectors = slice.role().isParameter() ? rule.stateVectors() : 0;
      for (int from = slice.offset(); from < slice.end(); from += CHUNK) {
        int count = Math.min(CHUNK, slice.end() - from);
        chunks.add(
            new Chunk(
                slice.role(), from, count, new float[vectors][count], penalised(from, count)));
      }
    }
    mask = Mask.dense(layout.length());
    visits = visits(mask);
  }

  private List<Penalised> penalised(int from, int count) {
    return penalties.stream()
        .map(penalty -> new Penalised(penalty, penalty.groups(from, count)))
        .filter(some -> some.groups().length > 0)
        .toList();
  }

  /** Changes the mask; state of pruned elements becomes zero. */
  public void mask(Mask mask) {
    if (mask.length() != layout.length()) {
      throw new IllegalArgumentException(
          "a mask of " + mask.length() + " elements for a layout of " + layout.length());
    }
    this.mask = mask;
    visits = visits(mask);
    chunks.forEach(this::maskState);
  }

  private void maskState(Chunk chunk) {
    for (float[] vector : chunk.state()) {
      for (int i = 0; i < chunk.count(); i++) {
        if (!mask.kept(chunk.from() + i)) {
          vector[i] = 0.0f;
        }
      }
    }
  }

  /** A copy of the state, one vector behind the other; 0 for statistics. */
  public float[] state() {
    float[] all = new float[rule.stateVectors() * layout.length()];
    for (Chunk chunk : chunks) {
      for (int i = 0; i < chunk.state().length; i++) {
        System.arraycopy(
            chunk.state()[i], 0, all, i * layout.length() + chunk.from(), chunk.count());
      }
    }
    return all;
  }

  /** Replaces the state; pruned elements become zero. */
  public void state(float[] all) {
    if (all.length != rule.stateVectors() * layout.length()) {
      throw new IllegalArgumentException(
          "optimiser state of %d values, expected %d times %d"
              .formatted(all.length, rule.stateVectors(), layout.length()));
    }
    for (Chunk chunk : chunks) {
      for (int i = 0; i < chunk.state().length; i++) {
        System.arraycopy(
            all, i * layout.length() + chunk.from(), chunk.state()[i], 0, chunk.count());
      }
      maskState(chunk);
    }
  }

  /** One step of vectors on the heap; see {@link #step(UpdateMemory, float, double, int)}. */
  public void step(
      float[] weights, float[] gradient, float scale, double learningRate, int iteration) {
    step(UpdateMemory.heap(weights, gradient), scale, learningRate, iteration);
  }

  /**
   * One step.
   *
   * @param memory weights, +0.0 where they are pruned, which are updated in place, and the dense
   *     gradient
   * @param scale factor of the gradient, 1 if it is of the mean loss already; statistics are not
   *     scaled
   * @param learningRate of this step
   * @param iteration 0-based number of the step since the state was zero
   */
  public void step(UpdateMemory memory, float scale, double learningRate, int iteration) {
    measure(memory, learningRate, false);
    UpdateFormula formula = UpdateFormula.of(rule.optimizer(), learningRate, iteration);
    for (Visit visit : visits) {
      if (visit instanceof Visit.Masked masked) {
        masked(masked, memory);
        all(formula, masked.chunk(), memory, scale);
      } else if (visit instanceof Visit.Kept kept) {
        kept(formula, kept.chunk(), kept.places(), memory, scale);
      } else {
        Chunk chunk = ((Visit.All) visit).chunk();
        memory.gradient(chunk.from(), gradient, chunk.count());
        all(formula, chunk, memory, scale);
      }
    }
    measure(memory, learningRate, true);
    shrink(memory);
  }

  /** Sums up the groups of penalties, either of those with a proximal step or of the others. */
  private void measure(UpdateMemory memory, double learningRate, boolean proximal) {
    if (penalties.stream().noneMatch(penalty -> penalty.isProximal() == proximal)) {
      return;
    }
    penalties.forEach(
        penalty -> {
          if (penalty.isProximal() == proximal) {
            penalty.begin(learningRate);
          }
        });
    for (Chunk chunk : chunks) {
      boolean fetched = false;
      for (Penalised some : chunk.penalised()) {
        if (some.penalty().isProximal() == proximal) {
          if (!fetched) {
            memory.weights(chunk.from(), weights, chunk.count());
          }
          fetched = true;
          some.penalty().measure(weights, some.groups(), chunk.count());
        }
      }
    }
    for (PenaltyPart penalty : penalties) {
      if (penalty.isProximal() == proximal) {
        penalty.settle(learningRate);
      }
    }
  }

  /** The proximal steps; groups of several penalties do not overlap. */
  private void shrink(UpdateMemory memory) {
    for (Chunk chunk : chunks) {
      for (Penalised some : chunk.penalised()) {
        if (some.penalty().isProximal()) {
          memory.weights(chunk.from(), weights, chunk.count());
          some.penalty().shrink(weights, chunk.state(), some.groups(), chunk.count());
          memory.publish(chunk.from(), weights, chunk.count());
        }
      }
    }
  }

  /** Fetches a gradient; masks bits, because no arithmetic makes zero of what is no number. */
  private void masked(Visit.Masked visit, UpdateMemory memory) {
    int count = visit.chunk().count();
    memory.gradientBits(visit.chunk().from(), bits, count);
    int[] words = visit.words();
    int left = visit.left();
    for (int i = 0; i < count; i++) {
      bits[i] &= words[i] << left >> 31;
    }
    asBits.put(0, bits, 0, count);
    asFloats.get(0, gradient, 0, count);
  }

  private void all(UpdateFormula formula, Chunk chunk, UpdateMemory memory, float scale) {
    int count = chunk.count();
    memory.weights(chunk.from(), weights, count);
    if (chunk.role().isParameter()) {
      float left = penalise(chunk, scale);
      update(formula, chunk.role(), chunk.state(), count, left);
    } else {
      for (int i = 0; i < count; i++) {
        weights[i] -= gradient[i];
      }
    }
    memory.publish(chunk.from(), weights, count);
  }

  private void kept(
      UpdateFormula formula, Chunk chunk, int[] places, UpdateMemory memory, float scale) {
    int count = places.length;
    float[][] state = chunk.state();
    memory.gradient(chunk.from(), places, gradient);
    for (int i = 0; i < count; i++) {
      weights[i] = memory.weight(chunk.from() + places[i]);
      for (int vector = 0; vector < state.length; vector++) {
        gathered[vector][i] = state[vector][places[i]];
      }
    }
    float left = penalise(chunk, places, scale);
    update(formula, chunk.role(), gathered, count, left);
    for (int i = 0; i < count; i++) {
      memory.publish(chunk.from() + places[i], weights[i]);
      for (int vector = 0; vector < state.length; vector++) {
        state[vector][places[i]] = gathered[vector][i];
      }
    }
  }

  /** Adds penalties to the gradient that was fetched; returns the scale that it still wants. */
  private float penalise(Chunk chunk, float scale) {
    float left = scale;
    for (Penalised some : chunk.penalised()) {
      if (!some.penalty().isProximal()) {
        some.penalty().addTo(gradient, weights, some.groups(), chunk.count(), left);
        left = 1.0f;
      }
    }
    return left;
  }

  /** The same for some elements of a chunk, which were gathered. */
  private float penalise(Chunk chunk, int[] places, float scale) {
    float left = scale;
    for (Penalised some : chunk.penalised()) {
      if (!some.penalty().isProximal()) {
        for (int i = 0; i < places.length; i++) {
          bits[i] = some.groups()[places[i]];
        }
        some.penalty().addTo(gradient, weights, bits, places.length, left);
        left = 1.0f;
      }
    }
    return left;
  }

  /** Updates the chunk that was fetched. */
  private void update(UpdateFormula formula, Role role, float[][] state, int count, float scale) {
    boolean decays = role == Role.WEIGHT || !rule.decayWeightsOnly();
    float decay = decays ? (float) rule.weightDecay() : 0.0f;
    float l1 = rule.l1().of(role);
    if (l1 > 0.0f) {
      penalise(weights, gradient, count, scale, l1);
      formula.apply(weights, gradient, state, count, 1.0f, decay);
    } else {
      formula.apply(weights, gradient, state, count, scale, decay);
    }
  }

  /** {@code g = scale g + l1 sign(w)}; the sign without a branch, so that it takes many at once. */
  private static void penalise(float[] w, float[] g, int count, float scale, float l1) {
    for (int i = 0; i < count; i++) {
      float sign = Math.max(-1.0f, Math.min(1.0f, w[i] * Float.MAX_VALUE));
      g[i] = g[i] * scale + l1 * sign;
    }
  }

  private List<Visit> visits(Mask mask) {
    List<Visit> found = new ArrayList<>();
    int[] words = {};
    int masked = 0;
    for (Chunk chunk : chunks) {
      int[] places =
          IntStream.range(0, chunk.count()).filter(i -> mask.kept(chunk.from() + i)).toArray();
      if (places.length == chunk.count() || !chunk.role().isParameter()) {
        found.add(new Visit.All(chunk));
      } else if (100 * places.length < FEW_IN_PERCENT * chunk.count()) {
        found.add(new Visit.Kept(chunk, places));
      } else {
        int bit = masked++ % Integer.SIZE;
        words = bit == 0 ? new int[CHUNK] : words;
        for (int place : places) {
          words[place] |= 1 << bit;
        }
        found.add(new Visit.Masked(chunk, words, Integer.SIZE - 1 - bit));
      }
    }
    return found;
  }
}
