package io.pollard.prune.sharded;

import io.pollard.prune.sharded.ShardedScores.Tally;
import java.util.ArrayList;
import java.util.List;

/** Several histograms counted in one pass. */
final class Halves implements Tally<Halves> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<HalfKeys> each;

  Halves(List<HalfKeys> each) {
    this.each = new ArrayList<>(each);
  }

  List<HalfKeys> each() {
    return each;
  }

  @Override
  public void add(ScoreChunk chunk) {
    each.forEach(half -> half.add(chunk));
  }

  @Override
  public void merge(Halves other) {
    for (int i = 0; i < each.size(); i++) {
      each.get(i).merge(other.each.get(i));
    }
  }
}
