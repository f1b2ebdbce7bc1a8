package io.pollard.execute;

import io.pollard.data.Augmentation;
import io.pollard.data.Batches;
import io.pollard.data.Dataset;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.scoring.Evidence;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.SumTree;
import java.util.List;
import java.util.Map;

/**
 * The shards of data that a scoring rule is shown: the first training examples of the order that
 * the key (seed, epoch 0) gives, without augmentation, cut as the rule says. Shard k is the same
 * wherever and in whatever order shards are asked for. Not thread-safe.
 */
public final class ShardSource {
  private final Dataset dataset;
  private final CompiledNetwork compiled;
  private final float[] weights;
  private final Evidence.Need need;
  private final Batches batches;
  private final float[] features;
  private final float[] targets;

  /**
   * @param compiled for shards of {@link #shardSize}, at the weights
   * @param weights over the layout
   * @param need not nothing
   * @param seed of the order
   */
  public ShardSource(
      Dataset dataset, CompiledNetwork compiled, float[] weights, Evidence.Need need, long seed) {
    this.dataset = dataset;
    this.compiled = compiled;
    this.weights = weights;
    this.need = need;
    int size = shardSize(need, dataset);
    batches =
        new Batches(
            dataset.train(),
            dataset.shape(),
            dataset.classes().size(),
            size,
            seed,
            new Augmentation());
    features = new float[size * dataset.shape().size()];
    targets = new float[size * dataset.classes().size()];
  }

  /** Examples in every shard but perhaps the last. */
  public static int shardSize(Evidence.Need need, Dataset dataset) {
    return Math.min(need.batchSize(), Math.min(need.examples(), dataset.train().size()));
  }

  /** Number of shards. */
  public int count() {
    return need.shards(dataset.train().size());
  }

  /**
   * Adds the sums of a shard to a tree.
   *
   * @param number from 0, below {@link #count}
   */
  public void addTo(SumTree tree, ScoringRule rule, int number) {
    int examples = Math.min(need.examples(), dataset.train().size());
    int before = number * shardSize(need, dataset);
    int size = Math.min(batches.fill(number, features, targets), examples - before);
    double[] sums = new double[rule.sums(compiled.network())];
    rule.accumulate(new Shard(new Batch(size, features, targets)), sums);
    tree.add(rule, number, size, sums);
  }

  /** Valid until the next shard is asked for. */
  private final class Shard implements Evidence {
    private final Batch batch;

    Shard(Batch batch) {
      this.batch = batch;
    }

    @Override
    public Network network() {
      return compiled.network();
    }

    @Override
    public float[] weights() {
      return weights;
    }

    @Override
    public int examples() {
      return batch.size();
    }

    @Override
    public float[] meanGradient() {
      float[] gradient = new float[weights.length];
      compiled.gradient(batch, gradient);
      return gradient;
    }

    @Override
    public Trace trace() {
      List<String> nodes = network().graph().nodes().stream().map(Node::name).toList();
      Map<String, float[]> values =
          compiled.forward(Map.of(nodes.get(0), batch.features()), batch.size(), nodes);
      return new Trace(network(), weights, batch.size(), values, batch.targets());
    }
  }
}
