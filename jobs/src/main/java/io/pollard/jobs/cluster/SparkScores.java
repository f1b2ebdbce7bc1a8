package io.pollard.jobs.cluster;

import io.pollard.prune.sharded.ScoreChunk;
import io.pollard.prune.sharded.ShardedScores;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;

/**
 * Scores that lie, or can be made, where tasks run. Every count is one job over all of them; only
 * what was counted travels, in a tree of two levels.
 */
public final class SparkScores implements ShardedScores {
  private static final int DEPTH = 2;

  private final JavaRDD<Source> sources;

  /**
   * @param sources each gives the same chunks every time it is asked; together every element once
   */
  public SparkScores(JavaRDD<Source> sources) {
    this.sources = sources;
  }

  /** A part of the scores. */
  @FunctionalInterface
  public interface Source extends Serializable {

    /** Hands out chunks one by one; no more than one need exist at a time. */
    void forEach(Consumer<ScoreChunk> consumer);
  }

  @Override
  public <T extends Tally<T>> T count(T empty) {
    return sources.treeAggregate(empty, SparkScores::add, SparkScores::merge, DEPTH);
  }

  private static <T extends Tally<T>> T add(T tally, Source source) {
    source.forEach(tally::add);
    return tally;
  }

  private static <T extends Tally<T>> T merge(T tally, T other) {
    tally.merge(other);
    return tally;
  }
}
