package io.pollard.prune.sharded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds scores by their position among all, exactly and without sorting, in two passes over the
 * shards: the first counts the upper 16 of each score's ordered bits, the second the lower 16 of
 * those in the bin where the position lies. So a score is found among any number in the time of two
 * readings; what travels is two histograms a shard, whatever the size of the shards.
 *
 * <p>The order is that of the local rule: (score, flat index), -0 equal to 0. Where a threshold
 * cuts through equal scores, two more passes find the index where: one counts the equal scores by
 * chunk, one looks into the chunk concerned. Scores must not be NaN ({@link
 * io.pollard.DataException}, which names the tensor).
 *
 * <p>Not thread-safe: keeps the histograms that it has.
 */
public final class ExactRanks {
  private final ShardedScores scores;
  private final HalfKeys upper;
  private final Map<Integer, HalfKeys> lowers = new HashMap<>();

  /**
   * Makes the first pass.
   *
   * @throws io.pollard.DataException if a score is not a number; names the tensor
   */
  public ExactRanks(ShardedScores scores) {
    this.scores = scores;
    upper = scores.count(HalfKeys.upper()).requireNumbers();
  }

  /** Number of scores that count. */
  public long count() {
    return upper.total();
  }

  /**
   * The score at a position of the ascending order. A pass, unless a score with the same upper half
   * was asked for before.
   *
   * @param position from 0, below {@link #count}
   */
  public Rank at(long position) {
    if (position < 0 || position >= count()) {
      throw new IllegalArgumentException("position %d of %d scores".formatted(position, count()));
    }
    HalfKeys.Place high = upper.find(position);
    HalfKeys lower = lowers.computeIfAbsent(high.bin(), bin -> scores.count(HalfKeys.lower(bin)));
    HalfKeys.Place low = lower.find(position - high.below());
    return new Rank(
        FloatOrder.score(high.bin() << 16 | low.bin()),
        high.below() + low.below(),
        lower.count(low.bin()));
  }

  /** Makes the pass for several positions at once, so that {@link #at} finds them without one. */
  public void prepare(long... positions) {
    List<HalfKeys> missing = new ArrayList<>();
    for (long position : positions) {
      int bin = upper.find(position).bin();
      if (!lowers.containsKey(bin) && missing.stream().noneMatch(half -> half.upperBin() == bin)) {
        missing.add(HalfKeys.lower(bin));
      }
    }
    if (!missing.isEmpty()) {
      scores.count(new Halves(missing)).each().forEach(half -> lowers.put(half.upperBin(), half));
    }
  }

  /**
   * Where the k lowest end.
   *
   * @param k from 0 to {@link #count}
   */
  public Cutoff lowest(long k) {
    if (k == 0) {
      return Cutoff.NONE;
    }
    Rank last = at(k - 1);
    long ties = k - last.below();
    if (ties == last.equal()) {
      return new Cutoff(last.score(), Long.MAX_VALUE);
    }
    Ties counted = scores.count(new Ties(last.score()));
    Ties.Place place = counted.find(ties);
    return new Cutoff(
        last.score(),
        scores.count(new TieIndex(last.score(), place.chunk(), place.left())).index());
  }
}
