package io.pollard.prune.sharded;

import java.util.List;

/**
 * Scores that are all at hand.
 *
 * @param chunks the scores
 */
public record ChunkScores(List<ScoreChunk> chunks) implements ShardedScores {

  public ChunkScores {
    chunks = List.copyOf(chunks);
  }

  @Override
  public <T extends Tally<T>> T count(T empty) {
    chunks.forEach(empty::add);
    return empty;
  }
}
