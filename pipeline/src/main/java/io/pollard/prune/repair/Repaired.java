package io.pollard.prune.repair;

import io.pollard.network.Mask;

/**
 * A network after repair.
 *
 * @param weights over the layout, statistics included; pruned ones may still have values
 * @param mask what is kept: of every block as many groups as were selected to stay
 */
public record Repaired(float[] weights, Mask mask) {}
