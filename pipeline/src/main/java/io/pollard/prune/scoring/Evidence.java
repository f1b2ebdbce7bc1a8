package io.pollard.prune.scoring;

import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;

/**
 * One shard of data as a scoring rule sees it: derivatives of the loss at the current weights. Each
 * kind is computed when it is asked for.
 */
public interface Evidence {

  Network network();

  /** Current values over the layout. */
  float[] weights();

  /** Number of examples in this shard. */
  int examples();

  /** Gradient of the mean loss over this shard, over the layout; 0 for statistics. */
  float[] meanGradient();

  /** Adds the sum of the examples' gradients: their number times the mean. */
  default void addGradients(double[] sums) {
    float[] gradient = meanGradient();
    int count = examples();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (double) gradient[i] * count;
    }
  }

  /** Values of all nodes and derivatives example by example. Costs room for all of them at once. */
  Trace trace();

  /**
   * How much data a rule needs.
   *
   * @param examples number of training examples, drawn by seed; 0 = none
   * @param batchSize examples in a shard; the last may be smaller
   */
  record Need(int examples, int batchSize) {
    public static final Need NOTHING = new Need(0, 1);

    /** Few enough for the values of all nodes of a deep network. */
    private static final int TRACED = 20;

    /** Shards of which a rule reads the {@link Evidence#trace}. */
    static Need traced(int examples) {
      return new Need(examples, Math.min(examples, TRACED));
    }

    /**
     * Number of shards.
     *
     * @param available training examples that there are
     */
    public int shards(int available) {
      int taken = Math.min(examples, available);
      return (taken + batchSize - 1) / batchSize;
    }

    /** Refuses a rule that would learn from nothing. */
    static void requireExamples(int examples) {
      if (examples < 1) {
        throw new IllegalArgumentException("examples is at least 1, found " + examples);
      }
    }
  }
}
