package io.pollard.prune.finetuning;

import io.pollard.network.Mask;
import io.pollard.network.Network;

/**
 * A network right after selection.
 *
 * @param network its architecture
 * @param weights trained values over the layout, before the mask
 * @param mask what selection kept
 * @param rewound the dense training's checkpoint at {@link FineTuning#rewindPoint}; the initial
 *     values at iteration 0 if the choice names no point
 * @param seed of the replicate
 * @param level 1-based number of the level
 */
public record Pruned(
    Network network, float[] weights, Mask mask, Checkpoint rewound, long seed, int level) {

  /**
   * A point of the dense training.
   *
   * @param iteration optimiser steps taken
   * @param parameters over the layout, statistics included
   * @param optimizerState as in {@code CompiledNetwork.optimizerState}
   */
  public record Checkpoint(int iteration, float[] parameters, float[] optimizerState) {}
}
