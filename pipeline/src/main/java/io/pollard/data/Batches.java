package io.pollard.data;

import io.pollard.network.Shape;
import io.pollard.random.Draws;
import java.util.Arrays;

/**
 * The batches of a training, by iteration. What a batch holds is a pure function of (samples, batch
 * size, seed, augmentation, iteration): a training may stop and go on anywhere.
 *
 * <p>Epoch e = iteration / {@link #iterationsPerEpoch}; its order is the permutation with key
 * {@code (seed, "shuffle", e)}; a batch is the next batchSize of it, the last of an epoch may be
 * smaller.
 *
 * <p>The changes to an example have key {@code (seed, "augment", e, index in the split)}, so they
 * do not depend on the batch size; drawn in this order: row, column, flip. Padding is what a raw 0
 * normalises to, as in the recipes that pad the raw image before normalising (the usual CIFAR
 * recipe of the code published with most pruning papers); zeros after normalisation would be grey
 * borders that no image has.
 *
 * <p>Not thread-safe: it keeps the order of the epoch last asked for, and room for one example.
 */
public final class Batches {
  private final Samples samples;
  private final Shape shape;
  private final int classes;
  private final int batchSize;
  private final long seed;
  private final Augmentation augmentation;
  private final float[] original;
  private final float[] padding;

  private int[] order = {};
  private long orderEpoch = -1;

  /**
   * @param shape of one example
   * @param batchSize examples in a batch; larger than the split means all of it
   * @throws IllegalArgumentException if there are no samples, or batchSize or classes are not
   *     positive
   */
  public Batches(
      Samples samples,
      Shape shape,
      int classes,
      int batchSize,
      long seed,
      Augmentation augmentation) {
    if (samples.size() == 0) {
      throw new IllegalArgumentException("there are no samples to make batches of");
    }
    if (batchSize < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "batchSize and classes are at least 1, found " + batchSize + " and " + classes);
    }
    this.samples = samples;
    this.shape = shape;
    this.classes = classes;
    this.batchSize = batchSize;
    this.seed = seed;
    this.augmentation = augmentation;
    this.original = augmentation.isNone() ? new float[0] : new float[shape.size()];
    this.padding = new float[shape.channels()];
    for (int channel = 0; channel < padding.length; channel++) {
      padding[channel] = samples.padding(channel);
    }
  }

  /** ceil(samples / batchSize). */
  public int iterationsPerEpoch() {
    return (samples.size() + batchSize - 1) / batchSize;
  }

  /**
   * Writes the batch of an iteration.
   *
   * @param iteration at least 0
   * @param features receives {@code [size, channels, height, width]}
   * @param targets receives {@code [size, classes]}, one-hot
   * @return size, the number of examples: batchSize or, at the end of an epoch, what is left
   */
  public int fill(int iteration, float[] features, float[] targets) {
    int epoch = iteration / iterationsPerEpoch();
    int from = (iteration % iterationsPerEpoch()) * batchSize;
    int size = Math.min(batchSize, samples.size() - from);
    if (epoch != orderEpoch) {
      order = Draws.of(seed, "shuffle", epoch).permutation(samples.size());
      orderEpoch = epoch;
    }
    samples.expect(order, from, size);
    Arrays.fill(targets, 0, size * classes, 0f);
    for (int i = 0; i < size; i++) {
      int index = order[from + i];
      targets[i * classes + samples.label(index)] = 1f;
      if (augmentation.isNone()) {
        samples.copy(index, features, i * shape.size());
      } else {
        samples.copy(index, original, 0);
        augment(Draws.of(seed, "augment", epoch, index), features, i * shape.size());
      }
    }
    return size;
  }

  /**
   * Writes consecutive samples as they are, for evaluation.
   *
   * @param from index of the first
   * @param batchSize how many, if there are so many
   * @param features receives {@code [size, channels, height, width]}
   * @param targets receives {@code [size, classes]}, one-hot
   * @return size, the number of samples written
   */
  public static int fillInOrder(
      Samples samples,
      Shape shape,
      int classes,
      int from,
      int batchSize,
      float[] features,
      float[] targets) {
    int size = Math.min(batchSize, samples.size() - from);
    Arrays.fill(targets, 0, size * classes, 0f);
    for (int i = 0; i < size; i++) {
      samples.copy(from + i, features, i * shape.size());
      targets[i * classes + samples.label(from + i)] = 1f;
    }
    return size;
  }

  /** Writes the original, shifted by the window's place and mirrored, from {@code offset}. */
  private void augment(Draws draws, float[] features, int offset) {
    int pad = augmentation.padAndCrop();
    int down = pad > 0 ? draws.nextInt(2 * pad + 1) - pad : 0;
    int right = pad > 0 ? draws.nextInt(2 * pad + 1) - pad : 0;
    boolean flip = augmentation.horizontalFlip() && draws.nextBoolean();
    int height = shape.height();
    int width = shape.width();
    int to = offset;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        int sourceY = y + down;
        int row = (channel * height + sourceY) * width;
        for (int x = 0; x < width; x++) {
          int sourceX = (flip ? width - 1 - x : x) + right;
          boolean inside = sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width;
          features[to++] = inside ? original[row + sourceX] : padding[channel];
        }
      }
    }
  }
}
