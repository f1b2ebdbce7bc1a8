package io.pollard.prune.sharded;

import io.pollard.prune.sharded.ShardedScores.Tally;

/** The index of the n-th equal score of one chunk. */
final class TieIndex implements Tally<TieIndex> {
  private static final long serialVersionUID = 1L;

  private final float score;
  private final long chunk;
  private final long n;
  private long index = -1;

  TieIndex(float score, long chunk, long n) {
    this.score = score;
    this.chunk = chunk;
    this.n = n;
  }

  @Override
  public void add(ScoreChunk shown) {
    if (shown.first() != chunk) {
      return;
    }
    long left = n;
    for (int i = 0; i < shown.count(); i++) {
      if (shown.scores()[i] == score && shown.isKept(i) && --left == 0) {
        index = shown.first() + i;
        return;
      }
    }
  }

  @Override
  public void merge(TieIndex other) {
    index = Math.max(index, other.index);
  }

  long index() {
    if (index < 0) {
      throw new IllegalStateException("no chunk begins at " + chunk);
    }
    return index;
  }
}
