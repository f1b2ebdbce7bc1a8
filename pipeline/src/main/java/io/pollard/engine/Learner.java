package io.pollard.engine;

import io.pollard.network.Mask;

/**
 * What learns: it takes steps and gives logits. Holds parameters, a mask and the optimiser's state;
 * whatever crosses this border is in the order of the network's {@link
 * io.pollard.network.ParameterLayout}. Deterministic: the same calls give the same bits. To be used
 * by one thread at a time.
 */
public interface Learner extends AutoCloseable {

  /**
   * Bytes of native memory that it holds: parameters, gradients, and the activations of the largest
   * program so far; 0 where it holds none or cannot tell. The optimiser's state is on the heap.
   */
  default long nativeBytes() {
    return 0L;
  }

  /** The largest batch. */
  int batchSize();

  /** Replaces all parameters and statistics; pruned elements become 0. */
  void parameters(float[] values);

  /** A copy of all parameters and statistics. */
  float[] parameters();

  /**
   * Sets the mask: pruned weights and their optimiser state are exactly 0.0 from now on and after
   * every step. A later mask may keep what an earlier one pruned; such weights start from 0.
   */
  void mask(Mask mask);

  /** Chooses the update rule and sets its state to zero. */
  void updateRule(UpdateRule rule);

  /**
   * A copy of the optimiser's state: {@link UpdateRule#stateVectors()} vectors over the layout, one
   * behind the other. The number of steps taken is the caller's to keep (see {@link #step}).
   */
  float[] optimizerState();

  /** Replaces the optimiser's state; pruned elements become 0. */
  void optimizerState(float[] state);

  /**
   * One training step in training mode (batch statistics, dropout): forward, mean loss, backward,
   * update, mask, running statistics.
   *
   * @param batch of at most {@link #batchSize} examples
   * @param learningRate of this step
   * @param iteration 0-based number of the step since the optimiser state was zero; bias
   *     corrections and dropout's draws are functions of it
   * @param seed of dropout's draws
   * @return mean loss over the batch before the update; may be NaN or infinite
   */
  double step(Batch batch, double learningRate, int iteration, long seed);

  /**
   * Inference from the input to the logits.
   *
   * @param features {@code [count, channels, height, width]}, at least
   * @param count number of examples, at most {@link #batchSize}
   * @param logits {@code [count, classes]}, filled
   */
  void logits(float[] features, int count, float[] logits);

  @Override
  void close();
}
