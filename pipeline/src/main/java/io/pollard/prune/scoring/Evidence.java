package io.pollard.prune.scoring;

import io.pollard.network.Network;

/** One shard of data as a scoring rule sees it: derivatives of the loss at the current weights. */
public interface Evidence {

  Network network();

  /** Current values over the layout. */
  float[] weights();

  /** Number of examples in this shard. */
  int examples();

  /** Gradient of the mean loss over this shard, over the layout; 0 for statistics. */
  float[] meanGradient();

  /**
   * How much data a rule needs.
   *
   * @param examples number of training examples, drawn by seed; 0 = none
   * @param batchSize examples in a shard; the last may be smaller
   */
  record Need(int examples, int batchSize) {
    public static final Need NOTHING = new Need(0, 1);
  }
}
