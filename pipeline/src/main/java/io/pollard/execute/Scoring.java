package io.pollard.execute;

import io.pollard.data.Dataset;
import io.pollard.network.Network;
import io.pollard.prune.repair.Examples;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.SumTree;
import io.pollard.prune.scoring.Sums;
import java.util.stream.IntStream;

/** Sums up what a scoring rule needs, on the calling thread. */
public final class Scoring {
  private final Workshop workshop;
  private final String engine;
  private final Dataset dataset;

  /**
   * @param engine name of the engine that computes
   * @param dataset whose training examples are shown to rules
   */
  public Scoring(Workshop workshop, String engine, Dataset dataset) {
    this.workshop = workshop;
    this.engine = engine;
    this.dataset = dataset;
  }

  /** The sums over all shards. */
  public Sums sums(ScoringRule rule, Subject subject) {
    if (rule.needs().examples() == 0) {
      return Sums.NONE;
    }
    int shards = rule.needs().shards(dataset.train().size());
    SumTree tree = new SumTree();
    addTo(tree, rule, subject, IntStream.range(0, shards));
    return tree.total(rule, shards);
  }

  /**
   * Training examples to look into a network with.
   *
   * @param seed of their order
   */
  Examples examples(Network network, long seed) {
    return new TrainingExamples(workshop, engine, network, dataset, seed);
  }

  /**
   * Adds some of the shards to a tree.
   *
   * @param numbers of the shards
   */
  public void addTo(SumTree tree, ScoringRule rule, Subject subject, IntStream numbers) {
    float[] weights = subject.weights().clone();
    subject.mask().apply(weights);
    int size = ShardSource.shardSize(rule.needs(), dataset);
    try (Workshop.Lease lease = workshop.compile(engine, subject.network(), size)) {
      lease.network().mask(subject.mask());
      lease.network().parameters(weights);
      ShardSource source =
          new ShardSource(dataset, lease.network(), weights, rule.needs(), subject.seed());
      numbers.forEach(number -> source.addTo(tree, rule, number));
    }
  }
}
