package io.pollard.measure;

import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;

/**
 * Evaluates a compiled network, in inference mode, on samples in their order, in batches of the
 * size it was compiled for. Leaves the network as it is. Buffers are made once, none per batch. Not
 * thread-safe.
 *
 * <p>An example's place is the number of classes that beat its label: those with a higher logit,
 * and those with an equal one and a lower index (so that arg-max ties go to the lower index). A
 * logit that is NaN beats every other; a label whose own logit is NaN is last. Place 0 counts for
 * top-1, places 0 to 4 for top-5.
 *
 * <p>Loss: {@code log(sum_j exp(z_j)) - z_label}, from the float logits, in double, shifted by the
 * largest logit, summed over the examples in their order and divided by their number. StrictMath,
 * so that the same logits give the same bits everywhere.
 *
 * <p>Cost: one forward pass, one exp per example and class.
 */
public final class Evaluator {
  private static final int FEW = 5;

  private final CompiledNetwork network;
  private final int classes;
  private final int exampleSize;
  private final float[] features;
  private final float[] logits;

  /**
   * @param network that is evaluated, with whatever parameters it holds at the time
   */
  public Evaluator(CompiledNetwork network) {
    this.network = network;
    classes = network.network().classes();
    exampleSize = network.network().input().size();
    features = new float[Math.multiplyExact(network.batchSize(), exampleSize)];
    logits = new float[Math.multiplyExact(network.batchSize(), classes)];
  }

  /**
   * Accuracy and loss on all samples.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Accuracy evaluate(Samples samples) {
    int size = samples.size();
    if (size == 0) {
      throw new IllegalArgumentException("there are no samples to evaluate on");
    }
    int top1 = 0;
    int top5 = 0;
    double loss = 0.0;
    for (int from = 0; from < size; from += network.batchSize()) {
      int count = Math.min(network.batchSize(), size - from);
      for (int i = 0; i < count; i++) {
        samples.copy(from + i, features, i * exampleSize);
      }
      network.logits(features, count, logits);
      for (int i = 0; i < count; i++) {
        int label = samples.label(from + i);
        int place = place(i * classes, label);
        top1 += place == 0 ? 1 : 0;
        top5 += place < FEW ? 1 : 0;
        loss += loss(i * classes, label);
      }
    }
    return new Accuracy(size, top1, top5, loss / size);
  }

  private int place(int row, int label) {
    float own = logits[row + label];
    int place = 0;
    for (int j = 0; j < classes; j++) {
      float other = logits[row + j];
      boolean beats = j < label ? !(other < own) : !(other <= own);
      if (j != label && beats) {
        place++;
      }
    }
    return place;
  }

  private double loss(int row, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      largest = Math.max(largest, logits[row + j]);
    }
    double sum = 0.0;
    for (int j = 0; j < classes; j++) {
      sum += StrictMath.exp(logits[row + j] - largest);
    }
    return largest + StrictMath.log(sum) - logits[row + label];
  }
}
