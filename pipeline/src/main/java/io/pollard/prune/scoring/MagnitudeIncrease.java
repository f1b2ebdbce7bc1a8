package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.spec.Summary;

/**
 * Magnitude increase: {@code score = |w| - |w_initial|}, over the layout: how far training has
 * pushed a weight away from zero. Range (-inf, inf); a weight that never moved scores 0; NaN where
 * a value is NaN. Computed in double, rounded once to float. Needs no data. One pass.
 *
 * <p>Source: Zhou, Lan, Liu, Yosinski (2019), "Deconstructing lottery tickets: zeros, signs, and
 * the supermask", section 2, criterion "magnitude increase", without its scale factor.
 */
@Summary("how far training has pushed a weight away from zero (Zhou et al. 2019)")
@AutoService(ScoringRule.class)
public record MagnitudeIncrease() implements ScoringRule {

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    float[] weights = subject.weights();
    float[] initial = subject.initial();
    float[] scores = new float[weights.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) ((double) Math.abs(weights[i]) - Math.abs(initial[i]));
    }
    return scores;
  }
}
