package io.pollard.prune.sharded;

import io.pollard.prune.sharded.ShardedScores.Tally;

/** How many scores a cutoff takes, and the highest of them. */
public final class Taken implements Tally<Taken> {
  private static final long serialVersionUID = 1L;

  private final float score;
  private final long lastIndex;
  private long count;
  private float highest = Float.NEGATIVE_INFINITY;

  public Taken(Cutoff cutoff) {
    score = cutoff.score();
    lastIndex = cutoff.lastIndex();
  }

  @Override
  public void add(ScoreChunk chunk) {
    Cutoff cutoff = new Cutoff(score, lastIndex);
    for (int i = 0; i < chunk.count(); i++) {
      if (chunk.isKept(i) && cutoff.takes(chunk.scores()[i], chunk.first() + i)) {
        count++;
        highest = Math.max(highest, chunk.scores()[i]);
      }
    }
  }

  @Override
  public void merge(Taken other) {
    count += other.count;
    highest = Math.max(highest, other.highest);
  }

  public long count() {
    return count;
  }

  /** The highest score that is taken; negative infinity if none is. */
  public float highest() {
    return highest;
  }
}
