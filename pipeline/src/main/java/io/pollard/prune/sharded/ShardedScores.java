package io.pollard.prune.sharded;

import java.io.Serializable;

/** Scores in shards, wherever those are. */
public interface ShardedScores {

  /**
   * Shows every chunk to a tally or a copy of it, and adds the copies up.
   *
   * @param empty that has seen nothing; taken over
   */
  <T extends Tally<T>> T count(T empty);

  /** What is counted. Copied by serialization. */
  interface Tally<T> extends Serializable {

    /** Counts the elements of a chunk. */
    void add(ScoreChunk chunk);

    /** Adds what another has counted. */
    void merge(T other);
  }
}
