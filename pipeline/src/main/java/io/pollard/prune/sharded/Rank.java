package io.pollard.prune.sharded;

/**
 * A score at a position of the ascending order.
 *
 * @param score the score
 * @param below how many are lower
 * @param equal how many are equal, itself among them
 */
public record Rank(float score, long below, long equal) {}
