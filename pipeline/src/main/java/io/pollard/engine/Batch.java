package io.pollard.engine;

/**
 * Examples for one step. The arrays may be longer than the batch; what is behind its end is
 * ignored. A buffer that is filled again and again: the receiver does not keep it.
 *
 * @param size number of examples
 * @param features {@code [size, channels, height, width]}
 * @param targets {@code [size, classes]}, each row sums to 1 (one-hot or soft)
 */
public record Batch(int size, float[] features, float[] targets) {}
