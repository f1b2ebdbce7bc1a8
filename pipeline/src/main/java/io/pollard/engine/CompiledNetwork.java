package io.pollard.engine;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A network that can run and learn. Holds parameters (batch-norm statistics among them), a mask and
 * the optimiser's state in native memory; whatever crosses this border is in the order of the
 * network's {@link io.pollard.network.ParameterLayout}. Deterministic: the same calls give the same
 * bits. To be used by one thread at a time; close it to release native memory.
 */
public interface CompiledNetwork extends AutoCloseable {

  Network network();

  /** The largest batch. */
  int batchSize();

  /** The order in which images lie in memory. */
  default String layout() {
    return "nchw";
  }

  /**
   * Bytes of native memory that it holds: parameters, gradients, and the activations of the largest
   * program so far; 0 where the engine cannot tell. The optimiser's state is on the heap.
   */
  default long nativeBytes() {
    return 0L;
  }

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
   * Gradient of the mean loss, without a step, in inference mode for batch norm and dropout (so
   * that nothing is polluted).
   *
   * @param into over the layout; 0 for statistics; not masked (the dense gradient at the masked
   *     weights)
   * @return mean loss over the batch
   */
  double gradient(Batch batch, float[] into);

  /**
   * Inference: from given points of the graph to wanted ones, computing no more than that needs.
   *
   * @param given values {@code [count, size of the node's output]} by node name; usually the input
   *     node alone
   * @param count number of examples, at most {@link #batchSize}
   * @param wanted names of nodes; the loss node stands for the logits (before softmax)
   * @return values {@code [count, size]} by node name
   */
  Map<String, float[]> forward(Map<String, float[]> given, int count, Collection<String> wanted);

  /**
   * Inference from the input to the logits.
   *
   * @param features {@code [count, channels, height, width]}, at least
   * @param count number of examples, at most {@link #batchSize}
   * @param logits {@code [count, classes]}, filled
   */
  void logits(float[] features, int count, float[] logits);

  /**
   * Opens variants of this network, with the parameters that it has now.
   *
   * @param variants what is exchanged in each; slices of this network's layout
   */
  default Variations variations(List<Variant> variants) {
    return new ForwardVariations(this, variants);
  }

  @Override
  void close();
}
