package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RankingProperties {

  /** The definition: a stable sort, with -0 and 0 equal. */
  private static int[] sorted(float[] scores, int[] candidates) {
    return Arrays.stream(candidates)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> scores[i] + 0.0))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void agrees(float[] scores, int[] candidates) {
    int[] order = sorted(scores, candidates);
    for (int k = 0; k <= order.length; k++) {
      int[] expected = Arrays.copyOf(order, k);
      Arrays.sort(expected);
      assertThat(Ranking.smallest(scores, candidates, k)).containsExactly(expected);
      if (k < order.length) {
        assertThat(Ranking.at(scores, candidates, k)).isEqualTo(scores[order[k]] + 0f);
      }
    }
  }

  private static int[] allOf(float[] scores) {
    return IntStream.range(0, scores.length).toArray();
  }

  @Property(tries = 200)
  void agreesWithASortForAnyScores(
      @ForAll
          @Size(max = 40)
          @FloatRange(min = Float.NEGATIVE_INFINITY, max = Float.POSITIVE_INFINITY)
          float[] scores) {
    agrees(scores, allOf(scores));
  }

  @Property(tries = 200)
  void agreesWithASortWhereScoresTie(@ForAll @Size(max = 40) @IntRange(min = -2, max = 2) int[] n) {
    float[] scores = new float[n.length];
    for (int i = 0; i < n.length; i++) {
      scores[i] = n[i] == -2 ? -0f : n[i] / 3f;
    }
    agrees(scores, allOf(scores));
  }

  @Property(tries = 200)
  void agreesWithASortForAnyBits(@ForAll @Size(max = 40) int[] bits) {
    float[] scores = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      float score = Float.intBitsToFloat(bits[i]);
      scores[i] = Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score;
    }
    agrees(scores, IntStream.range(0, bits.length).filter(i -> i % 3 != 1).toArray());
  }
}
