package io.pollard.prune.finetuning;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import java.util.function.LongFunction;

/**
 * A network right after selection.
 *
 * @param network its architecture
 * @param groups what was removed as one; a control that draws another mask draws whole groups
 * @param weights trained values over the layout, before the mask
 * @param mask what selection kept, or another arm's ticket
 * @param rewound the dense training's checkpoint at {@link FineTuning#rewindPoint}; the initial
 *     values at iteration 0 if the choice names no point
 * @param initialValues fresh initial values over the layout as a pure function of a seed,
 *     statistics included; the network's own initialisation
 * @param architecture the same for the physically smaller network that the mask leaves, where that
 *     is another: its layers have fewer inputs, so its weights are drawn larger. What is no part of
 *     it has the values of {@code initialValues}
 * @param iterationsPerEpoch optimiser steps in one pass of the arm's training, to read durations
 * @param seed of the replicate
 * @param level 1-based number of the level
 */
public record Pruned(
    Network network,
    Groups groups,
    float[] weights,
    Mask mask,
    Checkpoint rewound,
    LongFunction<float[]> initialValues,
    LongFunction<float[]> architecture,
    int iterationsPerEpoch,
    long seed,
    int level) {

  /**
   * A point of the dense training.
   *
   * @param iteration optimiser steps taken
   * @param parameters over the layout, statistics included
   * @param optimizerState as in {@code CompiledNetwork.optimizerState}
   */
  public record Checkpoint(int iteration, float[] parameters, float[] optimizerState) {}
}
