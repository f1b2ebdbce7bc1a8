package io.pollard.engine.sparse;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.Optional;

/**
 * A layer with weights, which mixes channels. A channel that no weight leads to is constant: its
 * bias.
 */
abstract class WeightedStage implements Stage {
  private final Weights weights;
  private final Optional<Slice> bias;
  private final boolean first;

  /** What it reads. */
  final Values given;

  private final Values values;
  private KeptWeights kept;

  /**
   * @param first whether nothing before it learns
   */
  WeightedStage(
      Weights weights,
      Optional<Slice> bias,
      Mask mask,
      boolean first,
      Values given,
      Values values) {
    this.weights = weights;
    this.bias = bias;
    this.first = first;
    this.given = given;
    this.values = values;
    kept = KeptWeights.of(weights, mask);
  }

  /** The weights that are left. */
  final KeptWeights kept() {
    return kept;
  }

  /** Whether anything before it learns. */
  final boolean passesBack() {
    return !first;
  }

  @Override
  public final Values values() {
    return values;
  }

  @Override
  public final void mask(Mask mask) {
    kept = KeptWeights.of(weights, mask);
  }

  @Override
  public final boolean isConstant(int channel) {
    return kept.isEmpty(channel);
  }

  @Override
  public final float constant(float[] parameters, int channel, float before) {
    return bias.isPresent() ? parameters[bias.get().offset() + channel] : 0f;
  }

  @Override
  public final float constantBack(int channel, float value, float delta, float[] gradient) {
    if (bias.isPresent()) {
      gradient[bias.get().offset() + channel] = delta;
    }
    return delta;
  }

  @Override
  public final void beginBackward() {
    if (passesBack()) {
      Arrays.fill(given.deltas(), 0f);
    }
  }
}
