package io.pollard.train;

import io.pollard.engine.Batch;
import io.pollard.engine.Learner;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Mask;
import io.pollard.prune.surgery.Compacted;
import io.pollard.prune.surgery.SmallerNetwork;
import java.util.Optional;

/**
 * A smaller network at work in the place of a whole one. Takes and gives vectors over the whole
 * layout; holds the values that the smaller network lacks.
 */
final class SmallerPart implements AutoCloseable {
  private Shrinking shrinking;
  private final SmallerNetwork smaller;
  private final Learner compiled;
  private final int[] features;
  private final int exampleSize;
  private final boolean picks;
  private final float[] gathered;
  private Mask mask;
  private InertValues inert;

  /**
   * @param compiled the smaller network, runnable; a sparse one picks its features from whole
   *     examples; closed with this
   * @param values over the whole layout
   */
  SmallerPart(Shrinking shrinking, Learner compiled, Mask mask, float[] values) {
    this.shrinking = shrinking;
    Compacted compacted = shrinking.compacted();
    this.compiled = compiled;
    this.mask = mask;
    smaller = compacted.smaller();
    features = compacted.features();
    exampleSize = compacted.whole().input().size();
    picks = shrinking.sparse() || features.length == exampleSize;
    gathered = new float[picks ? 0 : compiled.batchSize() * features.length];
    compiled.mask(smaller.slice(mask));
    compiled.parameters(smaller.slice(values));
    inert = new InertValues(compacted, Optional.empty(), mask, values.clone());
  }

  /** How it came about, under the mask as it stands. */
  Shrinking shrinking() {
    return shrinking;
  }

  long nativeBytes() {
    return compiled.nativeBytes();
  }

  /** Prunes more. */
  void mask(Mask next) {
    mask = next;
    shrinking = shrinking.under(next);
    compiled.mask(smaller.slice(next));
    inert.mask(next);
  }

  void parameters(float[] values) {
    float[] masked = values.clone();
    mask.apply(masked);
    inert.values(masked);
    compiled.parameters(smaller.slice(masked));
  }

  float[] parameters() {
    float[] values = inert.values();
    smaller.scatter(compiled.parameters(), values);
    return values;
  }

  void updateRule(UpdateRule rule) {
    compiled.updateRule(rule);
    inert = new InertValues(shrinking.compacted(), Optional.of(rule), mask, inert.values());
  }

  void optimizerState(float[] state) {
    compiled.optimizerState(smaller.slice(state));
    inert.state(state);
  }

  float[] optimizerState() {
    float[] state = inert.state();
    smaller.scatter(compiled.optimizerState(), state);
    return state;
  }

  double step(Batch batch, double learningRate, int iteration, long seed) {
    double loss =
        compiled.step(
            new Batch(batch.size(), gather(batch.features(), batch.size()), batch.targets()),
            learningRate,
            iteration,
            seed);
    inert.step(learningRate, iteration);
    return loss;
  }

  void logits(float[] given, int count, float[] logits) {
    compiled.logits(gather(given, count), count, logits);
  }

  private float[] gather(float[] given, int count) {
    if (picks) {
      return given;
    }
    int to = 0;
    for (int example = 0; example < count; example++) {
      int from = example * exampleSize;
      for (int feature : features) {
        gathered[to++] = given[from + feature];
      }
    }
    return gathered;
  }

  @Override
  public void close() {
    compiled.close();
  }
}
