package io.pollard.jobs.cluster;

import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.execute.Scoring;
import io.pollard.execute.Workshop;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.SumTree;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What executors have to know to sum up shards for a scoring rule: plain strings and arrays, to be
 * broadcast.
 */
final class ScoringTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String rule;
  private final String dataset;
  private final String engine;
  private final String network;
  private final String configuration;
  private final float[] weights;
  private final float[] initial;
  private final long[] mask;
  private final long seed;

  ScoringTask(ScoringRule rule, DatasetSpec dataset, String engine, Subject subject) {
    this.rule = Canonical.settings(rule);
    this.dataset = Canonical.settings(dataset);
    this.engine = engine;
    this.network = subject.network().name();
    this.configuration = subject.network().configuration();
    this.weights = subject.weights();
    this.initial = subject.initial();
    this.mask = subject.mask().words();
    this.seed = subject.seed();
  }

  ScoringRule rule() {
    return Binder.read(rule, ScoringRule.class, "a scoring rule");
  }

  /** The sums of some shards, as a tree. */
  SumTree sum(Workshop workshop, IntStream shards) {
    Dataset data =
        workshop.dataset(Binder.read(dataset, DatasetSpec.class, "the data set of a score"));
    Network architecture = Dl4jNetworks.fromJson(network, configuration, data.shape());
    Subject subject =
        new Subject(architecture, weights, initial, Mask.ofWords(mask, weights.length), seed);
    SumTree tree = new SumTree();
    new Scoring(workshop, engine, data).addTo(tree, rule(), subject, shards);
    return tree;
  }
}
