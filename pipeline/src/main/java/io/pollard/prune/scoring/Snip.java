package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Slice;
import io.pollard.spec.Summary;

/**
 * SNIP, connection sensitivity: {@code s_j = |g_j| / sum_k |g_k|} with {@code g_j = w_j dL/dw_j}
 * and L the mean loss of one batch, k over all prunable weights that are still there. That is the
 * effect on the loss of a gate of 1 in front of the weight. Range [0, 1], sums to 1 over the
 * network; all 0 if every g is 0. Elements that are not prunable, and pruned ones, score 0.
 *
 * <p>Sums: {@code examples * gradient of the shard's mean loss}, in double. The derivatives are
 * added with their signs, and the absolute value is taken once, in {@link #finish}: a sum of
 * absolute values per example or per shard is another (wrong) ranking. By default the batch is one
 * shard, so the scores do not depend on partitioning at all. Cut into several shards, the sums
 * differ only by the float rounding of each shard's gradient and the double rounding of the
 * additions; they agree to the last bit where those are exact.
 *
 * <p>Source: Lee, Ajanthan, Torr (2019), "SNIP: single-shot network pruning based on connection
 * sensitivity", equations 5 and 6 (METHODS U4). As in the paper, and unlike its code, biases are
 * not scored and the scored weights are the ones that are trained. To be used at initialisation,
 * with variance-scaling initial values and a {@code global} selection.
 *
 * @param examples training examples in the batch; the paper's are 100 (MNIST) and 128 (CIFAR)
 */
@Summary("effect on the loss of one batch of leaving a weight out (Lee et al. 2019)")
@AutoService(ScoringRule.class)
public record Snip(int examples) implements ScoringRule {

  public Snip {
    if (examples < 1) {
      throw new IllegalArgumentException("examples is at least 1, found " + examples);
    }
  }

  public Snip() {
    this(100);
  }

  @Override
  public Evidence.Need needs() {
    return new Evidence.Need(examples, examples);
  }

  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    float[] gradient = evidence.meanGradient();
    int count = evidence.examples();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (double) gradient[i] * count;
    }
  }

  /**
   * @throws DataException if a weight or a derivative is not finite; names the tensor
   */
  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    ParameterLayout layout = subject.network().layout();
    float[] weights = subject.weights();
    Mask mask = subject.mask();
    double[] effects = new double[layout.length()];
    double total = 0.0;
    for (Slice slice : layout.prunable()) {
      int end = slice.end();
      for (int i = slice.offset(); i < end; i++) {
        if (mask.kept(i)) {
          effects[i] = Math.abs(weights[i] * (sums[i] / examples));
          requireFinite(effects[i], slice, i);
          total += effects[i];
        }
      }
    }
    float[] scores = new float[effects.length];
    if (total > 0.0) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) (effects[i] / total);
      }
    }
    return scores;
  }

  private static void requireFinite(double effect, Slice slice, int index) {
    if (!Double.isFinite(effect)) {
      throw new DataException(
          "Cannot score %s: weight times gradient is not finite (element=%d, value=%s); check the initial weights and the data"
              .formatted(slice.tensor(), index - slice.offset(), effect));
    }
  }
}
