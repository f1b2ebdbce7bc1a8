package io.pollard.prune.scoring;

import io.pollard.network.Mask;
import io.pollard.network.Network;

/**
 * What is to be scored.
 *
 * @param network its architecture
 * @param weights current values over the layout
 * @param initial values at initialisation (iteration 0) over the layout
 * @param mask what is still there
 * @param seed of the replicate and level, for rules that draw
 */
public record Subject(Network network, float[] weights, float[] initial, Mask mask, long seed) {}
