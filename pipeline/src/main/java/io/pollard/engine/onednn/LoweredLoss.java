package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import java.util.Arrays;
import java.util.List;

/**
 * Softmax with cross-entropy. The node's value is the logits. Learning, the loss is {@code mean
 * over examples of sum_k t_k (log sum_j exp z_j - z_k)}, summed in double precision, and the
 * gradient by a logit {@code (p_k sum_j t_j - t_k) / examples}; rows behind the last example have
 * gradient 0. Where a feature is NaN or infinite, loss and gradient are NaN.
 */
final class LoweredLoss {
  private final Exchange exchange;
  private final int classes;
  private final float[] logits;
  private final float[] probabilities;
  private final float[] slopes;

  private LoweredLoss(Exchange exchange, int batch, int classes) {
    this.exchange = exchange;
    this.classes = classes;
    logits = new float[batch * classes];
    probabilities = new float[batch * classes];
    slopes = new float[batch * classes];
  }

  static void lower(Lowering lowering, Node node) {
    String sourceName = node.inputs().get(0);
    Tensor z =
        lowering.convert(
            lowering.value(sourceName),
            Descriptor.plain(lowering.batch(), lowering.shape(sourceName).size()));
    lowering.value(node.name(), z);
    if (!lowering.mode().isLearning()) {
      return;
    }
    Tensor p = lowering.like(z);
    lowering
        .builder()
        .execute(
            Kernels.softmax(lowering.owner(), z.descriptor()),
            new Arguments().with(Args.SRC, z).with(Args.DST, p));
    Tensor gradient = lowering.like(z);
    LoweredLoss loss =
        new LoweredLoss(lowering.exchange(), lowering.batch(), node.output().channels());
    lowering.builder().act(List.of(z, p, gradient), () -> loss.compute(z, p, gradient));
    lowering.pass(sourceName, new Gradient(gradient, true));
  }

  private void compute(Tensor z, Tensor p, Tensor gradient) {
    z.floats().get(logits);
    if (!exchange.isFinite()) {
      Arrays.fill(logits, Float.NaN);
    }
    p.floats().get(probabilities);
    int examples = exchange.examples();
    float[] targets = exchange.targets();
    float share = (float) (1.0 / examples);
    double total = 0.0;
    for (int row = 0; row < examples; row++) {
      total += row(row * classes, targets, share);
    }
    Arrays.fill(slopes, examples * classes, slopes.length, 0.0f);
    gradient.floats().put(slopes);
    exchange.loss(total / examples);
  }

  /** The loss of one example. The largest probability is 1 / sum_j exp(z_j - max). */
  private double row(int from, float[] targets, float share) {
    double top = Double.NEGATIVE_INFINITY;
    double best = 0.0;
    double weight = 0.0;
    for (int k = from; k < from + classes; k++) {
      top = Math.max(top, logits[k]);
      best = Math.max(best, probabilities[k]);
      weight += targets[k];
    }
    double logSum = top - StrictMath.log(best);
    double loss = 0.0;
    float sum = (float) weight;
    for (int k = from; k < from + classes; k++) {
      loss += targets[k] == 0.0f ? 0.0 : targets[k] * (logSum - logits[k]);
      slopes[k] = (probabilities[k] * sum - targets[k]) * share + 0.0f * logits[k];
    }
    return loss;
  }
}
