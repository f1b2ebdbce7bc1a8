package io.pollard.engine;

import io.pollard.prune.penalty.Penalty;
import java.util.List;

/**
 * What one optimiser step does to the flat vector, apart from the learning rate, which each step is
 * given.
 *
 * @param optimizer the rule
 * @param weightDecay L2 coefficient: {@code weightDecay * w} is added to the gradient before the
 *     optimiser sees it (coupled, as in SGD with weight decay)
 * @param decayWeightsOnly whether biases, gamma and beta are left out of the decay
 * @param l1 penalty of absolute values, coupled likewise
 * @param penalties of groups of weights, coupled likewise or as proximal steps
 */
public record UpdateRule(
    Optimizer optimizer,
    double weightDecay,
    boolean decayWeightsOnly,
    L1 l1,
    List<Penalty> penalties) {

  public UpdateRule {
    if (!(weightDecay >= 0.0)) {
      throw new IllegalArgumentException("weightDecay is at least 0, found " + weightDecay);
    }
    penalties = List.copyOf(penalties);
  }

  /** A rule without penalties of groups. */
  public UpdateRule(Optimizer optimizer, double weightDecay, boolean decayWeightsOnly, L1 l1) {
    this(optimizer, weightDecay, decayWeightsOnly, l1, List.of());
  }

  /** A rule without any penalty. */
  public UpdateRule(Optimizer optimizer, double weightDecay, boolean decayWeightsOnly) {
    this(optimizer, weightDecay, decayWeightsOnly, new L1());
  }

  /** Number of state vectors over the layout. */
  public int stateVectors() {
    return optimizer.stateVectors();
  }
}
