package io.pollard.prune.repair;

/**
 * A channel as a layer that reads it sees it.
 *
 * @param block number of its block
 * @param group its number there
 * @param columns the elements of a patch that are its own, ascending
 */
record Member(int block, int group, int[] columns) {}
