package io.pollard.measure;

import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;

/**
 * Evaluates a compiled network, in inference mode, on samples in their order, in batches of the
 * size it was compiled for. Leaves the network as it is. Buffers are made once, none per batch. Not
 * thread-safe.
 *
 * <p>Accuracy and loss are by {@link Verdict}; the loss is summed over the examples in their order
 * and divided by their number.
 *
 * <p>Cost: one forward pass, one exp per example and class.
 */
public final class Evaluator {
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
        int place = Verdict.place(logits, i * classes, classes, label);
        top1 += place == 0 ? 1 : 0;
        top5 += place < Verdict.FEW ? 1 : 0;
        loss += Verdict.loss(logits, i * classes, classes, label);
      }
    }
    return new Accuracy(size, top1, top5, loss / size);
  }
}
