package io.pollard.prune.sharded;

import io.pollard.prune.sharded.ShardedScores.Tally;
import java.util.Map;
import java.util.TreeMap;

/** How many scores of each chunk equal one; chunks without any are left out. */
final class Ties implements Tally<Ties> {
  private static final long serialVersionUID = 1L;

  private final float score;
  private final TreeMap<Long, Long> byChunk = new TreeMap<>();

  Ties(float score) {
    this.score = score;
  }

  @Override
  public void add(ScoreChunk chunk) {
    long count = 0;
    for (int i = 0; i < chunk.count(); i++) {
      if (chunk.scores()[i] == score && chunk.isKept(i)) {
        count++;
      }
    }
    if (count > 0) {
      byChunk.merge(chunk.first(), count, Long::sum);
    }
  }

  @Override
  public void merge(Ties other) {
    other.byChunk.forEach((chunk, count) -> byChunk.merge(chunk, count, Long::sum));
  }

  /**
   * The chunk of the n-th equal score.
   *
   * @param chunk index of its first element
   * @param left which one of the chunk's it is, from 1
   */
  record Place(long chunk, long left) {}

  /**
   * @param n from 1, at most the number of equal scores
   */
  Place find(long n) {
    long left = n;
    for (Map.Entry<Long, Long> chunk : byChunk.entrySet()) {
      if (left <= chunk.getValue()) {
        return new Place(chunk.getKey(), left);
      }
      left -= chunk.getValue();
    }
    throw new IllegalStateException("there are fewer equal scores than were counted before");
  }
}
