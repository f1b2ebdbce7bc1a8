package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.spec.Summary;

/**
 * Gradient times weight: {@code score = |w dL/dw|} with L the mean loss over all examples, over the
 * layout. The first-order Taylor estimate of what leaving the weight out does to the loss. Range
 * [0, inf); elements that are not prunable, and pruned ones, score 0. Signed gradients are added
 * first and the absolute value is taken once. SNIP is the same, divided by the sum of all scores,
 * on one batch at initialisation.
 *
 * <p>One gradient per 100 examples. Comparable across layers. At a minimum of the loss the gradient
 * vanishes and with it the ranking; {@link Fisher} goes on telling there.
 *
 * <p>Source: Molchanov, Tyree, Karras, Aila, Kautz (2017), "Pruning convolutional neural networks
 * for resource efficient inference", equation 6 for single weights (METHODS C4); Blalock et al.
 * (2020), "gradient magnitude".
 *
 * @param examples training examples
 */
@Summary("absolute value of gradient times weight (Molchanov et al. 2017)")
@AutoService(ScoringRule.class)
public record Taylor(int examples) implements ScoringRule {
  private static final int SHARD = 100;

  public Taylor {
    Need.requireExamples(examples);
  }

  public Taylor() {
    this(1000);
  }

  @Override
  public Need needs() {
    return new Need(examples, Math.min(examples, SHARD));
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
    return Elements.rounded(
        subject, "weight times gradient", i -> Math.abs(weights[i] * (sums[i] / examples)));
  }
}
