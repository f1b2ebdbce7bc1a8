package io.pollard.engine;

import io.pollard.network.Network;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A network that can run and learn. Holds parameters (batch-norm statistics among them), a mask and
 * the optimiser's state in native memory; close it to release that.
 */
public interface CompiledNetwork extends Learner {

  Network network();

  /** The order in which images lie in memory. */
  default String layout() {
    return "nchw";
  }

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
   * Runs inference once, and times each node of the graph. What is computed in one go with a node
   * before it counts there, as do changes of the order in memory that a node asks for.
   *
   * @param features {@code [count, size of the input]}
   * @param count number of examples, at most {@link #batchSize}
   * @return nanoseconds by name of a node, in the order in which they run; empty where the engine
   *     cannot tell
   */
  default Map<String, Long> times(float[] features, int count) {
    return Map.of();
  }

  /**
   * In whole multiples of how many channels the layers of a variant's smaller network are computed
   * best; 0 if this engine makes no use of smaller networks.
   */
  default int channelMultiple() {
    return 0;
  }

  /**
   * Opens variants of this network, with the parameters that it has now.
   *
   * @param variants what is exchanged in each; slices of this network's layout
   */
  default Variations variations(List<Variant> variants) {
    return new ForwardVariations(this, variants);
  }
}
