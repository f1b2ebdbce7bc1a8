package io.pollard.engine;

/**
 * Variants of one network on the same examples. What no variant can change is computed once for a
 * batch, kept, and read by all; of a variant only the nodes behind its exchanged parameters are
 * computed; by its smaller network, if it has one and that gives the same bits. The logits are, bit
 * by bit, those that {@link CompiledNetwork#logits} gives for the network with the parameters
 * exchanged.
 *
 * <p>Inference only. Stands on the compiled network that opened it and is closed before it; while
 * it is open, the network's parameters stay as they are. To be used by one thread at a time.
 */
public interface Variations extends AutoCloseable {

  /**
   * Takes the next examples: computes the network as it is and keeps what the variants read.
   *
   * @param features {@code [count, channels, height, width]}, at least
   * @param count number of examples, at most the network's batch size
   * @param logits {@code [count, classes]} of the network as it is, filled
   */
  void examples(float[] features, int count, float[] logits);

  /**
   * The logits of a variant on the examples last taken.
   *
   * @param variant its index in the list that this was opened with
   * @param logits {@code [count, classes]}, filled
   */
  void logits(int variant, float[] logits);

  /** How many variants are computed by their smaller networks. */
  default int smaller() {
    return 0;
  }

  /** Bytes that the kept values and the variants' parameters take, beside the network's own. */
  long bytes();

  @Override
  void close();
}
