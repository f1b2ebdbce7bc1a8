package io.pollard.execute;

import io.pollard.data.Augmentation;
import io.pollard.data.Batches;
import io.pollard.data.Dataset;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.network.Network;
import io.pollard.prune.scoring.Evidence;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;

/**
 * Scores by folding a rule over training examples: the first of the order that the key (seed of the
 * subject, epoch 0) gives, without augmentation, in shards of the size that the rule names.
 */
public final class GradientEvidence {
  private final Dataset dataset;
  private final CompiledNetwork compiled;

  /**
   * @param compiled holds the subject's weights
   */
  public GradientEvidence(Dataset dataset, CompiledNetwork compiled) {
    this.dataset = dataset;
    this.compiled = compiled;
  }

  /** One score per element of the layout. */
  public float[] scores(ScoringRule rule, Subject subject) {
    Evidence.Need need = rule.needs();
    double[] sums = new double[rule.sums(subject.network().layout())];
    if (need.examples() == 0) {
      return rule.finish(subject, sums, 0);
    }
    int examples = Math.min(need.examples(), dataset.train().size());
    int shard = Math.min(Math.min(need.batchSize(), examples), compiled.batchSize());
    Batches batches =
        new Batches(
            dataset.train(),
            dataset.shape(),
            dataset.classes().size(),
            shard,
            subject.seed(),
            new Augmentation());
    float[] features = new float[shard * dataset.shape().size()];
    float[] targets = new float[shard * dataset.classes().size()];
    float[] gradient = new float[subject.network().layout().length()];
    int taken = 0;
    for (int i = 0; taken < examples; i++) {
      int size = Math.min(batches.fill(i, features, targets), examples - taken);
      compiled.gradient(new Batch(size, features, targets), gradient);
      rule.accumulate(new Shard(subject.network(), subject.weights(), size, gradient), sums);
      taken += size;
    }
    return rule.finish(subject, sums, taken);
  }

  private record Shard(Network network, float[] weights, int examples, float[] meanGradient)
      implements Evidence {}
}
