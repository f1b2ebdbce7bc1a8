package io.pollard.engine;

/**
 * What one optimiser step does to the flat vector, apart from the learning rate, which each step is
 * given.
 *
 * @param optimizer the rule
 * @param weightDecay L2 coefficient: {@code weightDecay * w} is added to the gradient before the
 *     optimiser sees it (coupled, as in SGD with weight decay)
 * @param decayWeightsOnly whether biases, gamma and beta are left out of the decay
 * @param l1 penalty of absolute values, coupled likewise
 */
public record UpdateRule(Optimizer optimizer, double weightDecay, boolean decayWeightsOnly, L1 l1) {

  public UpdateRule {
    if (!(weightDecay >= 0.0)) {
      throw new IllegalArgumentException("weightDecay is at least 0, found " + weightDecay);
    }
  }

  /** A rule without an L1 penalty. */
  public UpdateRule(Optimizer optimizer, double weightDecay, boolean decayWeightsOnly) {
    this(optimizer, weightDecay, decayWeightsOnly, new L1());
  }

  /** Number of state vectors over the layout. */
  public int stateVectors() {
    return optimizer.stateVectors();
  }
}
