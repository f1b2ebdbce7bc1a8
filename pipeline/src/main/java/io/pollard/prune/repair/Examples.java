package io.pollard.prune.repair;

import io.pollard.network.Mask;
import java.util.Collection;
import java.util.Map;

/** Training examples, in shards, and what networks make of them. */
public interface Examples {

  /**
   * Number of shards that hold the first examples.
   *
   * @param examples how many are wanted; all if there are fewer
   */
  int shards(int examples);

  /** The damaged network with other values, to look into. */
  Probe probe(float[] weights, Mask mask);

  /** A network at fixed values. Not thread-safe. */
  interface Probe extends AutoCloseable {

    /**
     * What some nodes compute, in inference mode.
     *
     * @param shard number of a shard
     * @param nodes names; the loss node stands for the logits
     * @return values {@code [examples of the shard, size of the node's output]} by node name
     */
    Map<String, float[]> values(int shard, Collection<String> nodes);

    @Override
    void close();
  }
}
