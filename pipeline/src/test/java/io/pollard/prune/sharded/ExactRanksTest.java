package io.pollard.prune.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExactRanksTest {

  /** Few different values, so that ties are common, beside any floats. */
  @Provide
  Arbitrary<List<Float>> scores() {
    Arbitrary<Float> few =
        Arbitraries.of(0f, -0f, 1f, -1f, Math.nextUp(1f), Float.MIN_VALUE, -Float.MIN_VALUE);
    Arbitrary<Float> ends = Arbitraries.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    return Arbitraries.oneOf(few, Arbitraries.floats(), ends).list().ofMinSize(1).ofMaxSize(60);
  }

  /** What a stable sort takes first. */
  @Property(tries = 300)
  void lowestAreThoseOfAStableSort(
      @ForAll("scores") List<Float> scores, @ForAll @IntRange(min = 1, max = 9) int shards) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      order.add(i);
    }
    order.sort((a, b) -> Float.compare(scores.get(a) + 0f, scores.get(b) + 0f));
    ExactRanks ranks = new ExactRanks(cut(scores, shards));
    assertThat(ranks.count()).isEqualTo(scores.size());
    for (int k = 0; k <= scores.size(); k++) {
      Cutoff cutoff = ranks.lowest(k);
      List<Integer> taken = new ArrayList<>();
      for (int i = 0; i < scores.size(); i++) {
        if (cutoff.takes(scores.get(i), i)) {
          taken.add(i);
        }
      }
      assertThat(taken).containsExactlyInAnyOrderElementsOf(order.subList(0, k));
    }
  }

  @Property(tries = 100)
  void ranksAreThoseOfASort(@ForAll("scores") List<Float> scores) {
    float[] sorted = new float[scores.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = scores.get(i) + 0f;
    }
    Arrays.sort(sorted);
    ExactRanks ranks = new ExactRanks(cut(scores, 3));
    for (int position = 0; position < sorted.length; position++) {
      Rank rank = ranks.at(position);
      assertThat(rank.score()).isEqualTo(sorted[position]);
      int below = 0;
      int equal = 0;
      for (float score : sorted) {
        below += score < rank.score() ? 1 : 0;
        equal += score == rank.score() ? 1 : 0;
      }
      assertThat(rank.below()).isEqualTo(below);
      assertThat(rank.equal()).isEqualTo(equal);
    }
  }

  /** Two chunks a shard, shards in any order. */
  private static ShardedScores cut(List<Float> scores, int shards) {
    List<List<ScoreChunk>> parts = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      int from = s * scores.size() / shards;
      int to = (s + 1) * scores.size() / shards;
      int middle = (from + to) / 2;
      parts.add(List.of(chunk(scores, from, middle), chunk(scores, middle, to)));
    }
    Collections.shuffle(parts, new Random(1));
    return new LocalShards(parts);
  }

  private static ScoreChunk chunk(List<Float> scores, int from, int to) {
    float[] some = new float[to - from + 1];
    for (int i = from; i < to; i++) {
      some[i - from] = scores.get(i);
    }
    some[to - from] = Float.NaN;
    return new ScoreChunk("fc1.weight", from, some, to - from, Optional.empty());
  }

  @Test
  void whatIsNotKeptDoesNotCount() {
    float[] scores = {3f, Float.NaN, 1f, 2f, 0f};
    ScoreChunk chunk =
        new ScoreChunk("fc1.weight", 100, scores, 5, Optional.of(new byte[] {0b01101}));
    ExactRanks ranks = new ExactRanks(new LocalShards(List.of(List.of(chunk))));
    assertThat(ranks.count()).isEqualTo(3);
    assertThat(ranks.at(0)).isEqualTo(new Rank(1f, 0, 1));
    assertThat(ranks.at(2)).isEqualTo(new Rank(3f, 2, 1));
  }

  @Test
  void positionsAreBeyondAnInt() {
    HalfKeys keys = HalfKeys.upper();
    ScoreChunk chunk = new ScoreChunk("t", 0, new float[] {1f}, 1, Optional.empty());
    keys.add(chunk);
    for (int doubling = 0; doubling < 33; doubling++) {
      HalfKeys same = HalfKeys.upper();
      same.merge(keys);
      keys.merge(same);
    }
    assertThat(keys.total()).isEqualTo(1L << 33);
    assertThat(keys.find((1L << 33) - 1)).isEqualTo(keys.find(0));
  }

  @Test
  void namesTheTensorOfWhatIsNotANumber() {
    ScoreChunk chunk =
        new ScoreChunk("fc1.weight", 10, new float[] {1f, Float.NaN}, 2, Optional.empty());
    assertThatThrownBy(() -> new ExactRanks(new LocalShards(List.of(List.of(chunk)))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot rank fc1.weight: a score is not a number (index=11); look for a training that diverged");
  }

  @Test
  void refusesPositionsThatAreNotThere() {
    ScoreChunk chunk = new ScoreChunk("t", 0, new float[] {1f}, 1, Optional.empty());
    ExactRanks ranks = new ExactRanks(new LocalShards(List.of(List.of(chunk))));
    assertThatThrownBy(() -> ranks.at(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("position 1 of 1 scores");
  }
}
