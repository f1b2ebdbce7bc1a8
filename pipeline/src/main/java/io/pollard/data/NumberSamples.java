package io.pollard.data;

import io.pollard.network.Shape;

/** Some of the examples of a set of numbers, which several splits share; (x - shift) / scale. */
final class NumberSamples implements Samples {
  private final float[] numbers;
  private final int[] labels;
  private final int[] examples;
  private final Moments moments;
  private final int plane;

  /**
   * @param numbers {@code [n, channels, height, width]}
   * @param labels {@code [n]}
   * @param examples which of the n, in the order of this split
   * @param moments what to subtract and to divide by
   */
  NumberSamples(float[] numbers, int[] labels, int[] examples, Moments moments, Shape shape) {
    this.numbers = numbers;
    this.labels = labels;
    this.examples = examples;
    this.moments = moments;
    this.plane = shape.height() * shape.width();
  }

  @Override
  public int size() {
    return examples.length;
  }

  @Override
  public int label(int index) {
    return labels[examples[index]];
  }

  @Override
  public void copy(int index, float[] into, int offset) {
    int from = examples[index] * moments.mean().length * plane;
    int to = offset;
    for (int channel = 0; channel < moments.mean().length; channel++) {
      for (int i = 0; i < plane; i++) {
        into[to + i] = normalized(numbers[from + i], channel);
      }
      from += plane;
      to += plane;
    }
  }

  @Override
  public float padding(int channel) {
    return normalized(0f, channel);
  }

  private float normalized(float raw, int channel) {
    return (float) ((raw - moments.mean()[channel]) / moments.deviation()[channel]);
  }
}
