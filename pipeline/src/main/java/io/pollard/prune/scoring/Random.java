package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import io.pollard.spec.Summary;

/**
 * Random scores, the control of every other rule: whatever k elements a selection takes, whether of
 * one tensor or of all, they are drawn uniformly without replacement (METHODS U5, with exact counts
 * instead of ShrinkBench's independent coin flips). The scores are the ranks of a uniformly drawn
 * permutation of the prunable elements, shifted to lie around 0, so that a float holds each exactly
 * and there are no ties up to 2^25 elements; beyond that, neighbouring ranks share a score.
 *
 * <p>A pure function of {@link Subject#seed} and the layout; weights and data do not matter, nor
 * does NaN in them. Elements that are not prunable score 0. Linear time, one int per prunable
 * element.
 */
@Summary("uniformly drawn, the control of every other rule")
@AutoService(ScoringRule.class)
public record Random() implements ScoringRule {

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    ParameterLayout layout = subject.network().layout();
    int count = layout.prunableCount();
    int[] ranks = Draws.of(subject.seed(), "random-score").permutation(count);
    int middle = count / 2;
    float[] scores = new float[layout.length()];
    int next = 0;
    for (Slice slice : layout.prunable()) {
      int end = slice.end();
      for (int i = slice.offset(); i < end; i++) {
        scores[i] = ranks[next++] - middle;
      }
    }
    return scores;
  }
}
