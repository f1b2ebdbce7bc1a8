package io.pollard.engine.sparse;

/**
 * What a stage leaves: {@code [channel, row, column, example]}.
 *
 * @param plane values of one channel
 * @param activations of all channels
 * @param deltas the loss's derivatives by them: of all channels, or of one at a time, {@code [row,
 *     column, example]}
 */
record Values(int plane, float[] activations, float[] deltas) {
  static Values of(int channels, int plane) {
    return new Values(plane, new float[channels * plane], new float[channels * plane]);
  }

  /** Values whose derivatives are taken further back before those of the next channel come. */
  static Values passing(int channels, int plane) {
    return new Values(plane, new float[channels * plane], new float[plane]);
  }

  int channels() {
    return activations.length / plane;
  }

  /** Where a channel begins. */
  int start(int channel) {
    return channel * plane;
  }

  /** Where a channel's derivatives begin. */
  int deltaStart(int channel) {
    return channel * plane % deltas.length;
  }
}
