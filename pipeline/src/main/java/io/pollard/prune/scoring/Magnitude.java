package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * Magnitude: {@code score = |w|}, over the layout. Range [0, inf); pruned weights score 0; NaN
 * where a weight is NaN. Needs no data. One pass.
 *
 * <p>Source: Han, Pool, Tran, Dally (2015), "Learning both weights and connections for efficient
 * neural networks", section 3, in its level form: the smallest are pruned (METHODS U1, U3).
 */
@Summary("absolute value of the weight (Han et al. 2015)")
@AutoService(ScoringRule.class)
public record Magnitude() implements ScoringRule {

  @Override
  public Optional<Elementwise> elementwise() {
    return Optional.of(Math::abs);
  }

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    float[] scores = subject.weights().clone();
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.abs(scores[i]);
    }
    return scores;
  }
}
