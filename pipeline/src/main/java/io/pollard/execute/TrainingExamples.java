package io.pollard.execute;

import io.pollard.data.Augmentation;
import io.pollard.data.Batches;
import io.pollard.data.Dataset;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.repair.Examples;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * The first training examples of the order that the key (seed, epoch 0) gives, without
 * augmentation, in shards of {@value #SHARD}: as many whole shards as hold what is asked for.
 */
final class TrainingExamples implements Examples {
  private static final int SHARD = 50;

  private final Workshop workshop;
  private final String engine;
  private final Network network;
  private final Dataset dataset;
  private final long seed;

  /**
   * @param engine name of the engine that computes
   * @param network the architecture
   * @param seed of the order
   */
  TrainingExamples(Workshop workshop, String engine, Network network, Dataset dataset, long seed) {
    this.workshop = workshop;
    this.engine = engine;
    this.network = network;
    this.dataset = dataset;
    this.seed = seed;
  }

  private int shardSize() {
    return Math.min(SHARD, dataset.train().size());
  }

  @Override
  public int shards(int examples) {
    int wanted = Math.min(examples, dataset.train().size());
    return (wanted + shardSize() - 1) / shardSize();
  }

  @Override
  public Probe probe(float[] weights, Mask mask) {
    float[] masked = weights.clone();
    mask.apply(masked);
    return new Opened(masked, mask);
  }

  private final class Opened implements Probe {
    private final Workshop.Lease lease = workshop.compile(engine, network, shardSize());
    private final Batches batches =
        new Batches(
            dataset.train(),
            dataset.shape(),
            dataset.classes().size(),
            shardSize(),
            seed,
            new Augmentation());
    private final float[] features = new float[shardSize() * dataset.shape().size()];
    private final float[] targets = new float[shardSize() * dataset.classes().size()];

    Opened(float[] weights, Mask mask) {
      lease.network().mask(mask);
      lease.network().parameters(weights);
    }

    @Override
    public Map<String, float[]> values(int shard, Collection<String> nodes) {
      int size = batches.fill(shard, features, targets);
      String input = network.graph().nodes().get(0).name();
      float[] given = Arrays.copyOf(features, size * dataset.shape().size());
      return lease.network().forward(Map.of(input, given), size, nodes);
    }

    @Override
    public void close() {
      lease.close();
    }
  }
}
