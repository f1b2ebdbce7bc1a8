package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.spec.Summary;

/**
 * SNIP, connection sensitivity: {@code s_j = |g_j| / sum_k |g_k|} with {@code g_j = w_j dL/dw_j}
 * and L the mean loss of one batch, k over all prunable weights that are still there. That is the
 * effect on the loss of a gate of 1 in front of the weight. Range [0, 1], sums to 1 over the
 * network; all 0 if every g is 0. Elements that are not prunable, and pruned ones, score 0.
 *
 * <p>Sums: {@code examples * gradient of the shard's mean loss}, in double. The derivatives are
 * added with their signs, and the absolute value is taken once, in {@link #finish}: a sum of
 * absolute values per example or per shard is another (wrong) ranking. Several batches are added
 * before that too: more data, the same score.
 *
 * <p>Source: Lee, Ajanthan, Torr (2019), "SNIP: single-shot network pruning based on connection
 * sensitivity", equations 5 and 6 (METHODS U4). As in the paper, and unlike its code, biases are
 * not scored and the scored weights are the ones that are trained. To be used at initialisation,
 * with variance-scaling initial values and a {@code global} selection.
 *
 * @param examples training examples in the batch; the paper's are 100 (MNIST) and 128 (CIFAR)
 * @param batches number of batches; the paper's is 1
 */
@Summary("effect on the loss of one batch of leaving a weight out (Lee et al. 2019)")
@AutoService(ScoringRule.class)
public record Snip(int examples, int batches) implements ScoringRule {

  public Snip {
    Need.requireExamples(examples);
    if (batches < 1) {
      throw new IllegalArgumentException("batches is at least 1, found " + batches);
    }
    if ((long) examples * batches > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("batches is too large, found " + batches);
    }
  }

  public Snip() {
    this(100, 1);
  }

  @Override
  public Need needs() {
    return new Need(examples * batches, examples);
  }

  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    evidence.addGradients(sums);
  }

  /**
   * @throws io.pollard.DataException if a weight or a derivative is not finite; names the tensor
   */
  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    float[] weights = subject.weights();
    double[] effects =
        Elements.of(
            subject, "weight times gradient", i -> Math.abs(weights[i] * (sums[i] / examples)));
    double total = 0.0;
    for (double effect : effects) {
      total += effect;
    }
    float[] scores = new float[effects.length];
    if (total > 0.0) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) (effects[i] / total);
      }
    }
    return scores;
  }
}
