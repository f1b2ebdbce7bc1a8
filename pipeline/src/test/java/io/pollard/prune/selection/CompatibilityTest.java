package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.prune.selection.Share.Base;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of METHODS 0.3.3. */
class CompatibilityTest {

  /** Scores 0, 1, 2 ... */
  private static Pool distinct(int n) {
    float[] scores = new float[n];
    for (int i = 0; i < n; i++) {
      scores[i] = i;
    }
    return pool(scores, IntStream.range(0, n).toArray(), n);
  }

  /** The same after the lowest {@code gone} are pruned. */
  private static Pool without(Pool pool, int gone) {
    return pool(pool.scores(), IntStream.range(gone, pool.total()).toArray(), pool.total());
  }

  private static Pool pool(float[] scores, int[] alive, int total) {
    return new Pool("layer fc1", scores, alive, alive, total);
  }

  /** Without ties: how many go of ten, and of ten of which three are gone (share of the dense). */
  @ParameterizedTest
  @CsvSource({
    // p n = 2.5, 4.5, 5, 7.2
    "HOUSE,        0.25, 3, 0",
    "HOUSE,        0.45, 5, 2",
    "HOUSE,        0.5,  5, 2",
    "HOUSE,        0.72, 7, 4",
    "HALF_EVEN,    0.25, 2, 0",
    "HALF_EVEN,    0.45, 4, 1",
    "HALF_EVEN,    0.5,  5, 2",
    "HALF_EVEN,    0.72, 7, 4",
    "SNIP,         0.25, 2, 0",
    "SNIP,         0.45, 4, 1",
    "SNIP,         0.5,  5, 2",
    "SNIP,         0.72, 7, 4",
    "LTH_ORIGINAL, 0.25, 3, 0",
    "LTH_ORIGINAL, 0.45, 5, 2",
    "LTH_ORIGINAL, 0.5,  6, 3",
    "LTH_ORIGINAL, 0.72, 8, 5",
    "OPEN_LTH,     0.25, 4, 1",
    "OPEN_LTH,     0.45, 6, 3",
    "OPEN_LTH,     0.5,  6, 3",
    "OPEN_LTH,     0.72, 9, 6",
    "SLIMMING,     0.25, 3, 0",
    "SLIMMING,     0.45, 5, 2",
    "SLIMMING,     0.5,  6, 3",
    "SLIMMING,     0.72, 8, 5",
    // positions 2.25, 4.05, 4.5, 6.48: strictly below
    "SHRINKBENCH,  0.25, 3, 0",
    "SHRINKBENCH,  0.45, 5, 2",
    "SHRINKBENCH,  0.5,  5, 2",
    "SHRINKBENCH,  0.72, 7, 4",
    // all of them: a position behind the last is the last; a quantile keeps the largest
    "HOUSE,        1,   10, 7",
    "HALF_EVEN,    1,   10, 7",
    "SNIP,         1,   10, 7",
    "LTH_ORIGINAL, 1,   10, 7",
    "OPEN_LTH,     1,   10, 7",
    "SLIMMING,     1,   10, 7",
    "SHRINKBENCH,  1,    9, 6",
    // nothing: the cutoffs take one all the same
    "HOUSE,        0,    0, 0",
    "HALF_EVEN,    0,    0, 0",
    "SNIP,         0,    0, 0",
    "LTH_ORIGINAL, 0,    1, 0",
    "OPEN_LTH,     0,    1, 0",
    "SLIMMING,     0,    1, 0",
    "SHRINKBENCH,  0,    0, 0",
  })
  void counts(Compatibility compatibility, double p, int ofTen, int ofSeven) {
    Pool ten = distinct(10);
    assertThat(compatibility.prune(ten, new Share(p, Base.SURVIVING)))
        .containsExactly(IntStream.range(0, ofTen).toArray());
    assertThat(compatibility.prune(without(ten, 3), new Share(p, Base.DENSE)))
        .containsExactly(IntStream.range(3, 3 + ofSeven).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "HOUSE, 2",
    "HALF_EVEN, 2",
    "SNIP, 2",
    "LTH_ORIGINAL, 4",
    "OPEN_LTH, 4",
    "SLIMMING, 4",
    "SHRINKBENCH, 0",
  })
  void ties(Compatibility compatibility, int gone) {
    float[] scores = {1, 1, 1, 1, 5};
    Pool pool = pool(scores, new int[] {0, 1, 2, 3, 4}, 5);
    assertThat(compatibility.prune(pool, new Share(0.4, Base.SURVIVING)))
        .containsExactly(IntStream.range(0, gone).toArray());
  }

  /** Quantile 0.4 of 0, 1, 10, 11: position 1.2, threshold 1 + 0.2 * 9 = 2.8. */
  @Test
  void theQuantileIsInterpolated() {
    float[] scores = {0, 1, 10, 11, 2.75f, 2.85f};
    Pool four = pool(scores, new int[] {0, 1, 2, 3}, 4);
    assertThat(Compatibility.SHRINKBENCH.prune(four, new Share(0.4, Base.SURVIVING)))
        .containsExactly(0, 1);
    Pool exactly = pool(new float[] {0, 1, 2}, new int[] {0, 1, 2}, 3);
    // Position 1: the threshold is 1 itself, which stays.
    assertThat(Compatibility.SHRINKBENCH.prune(exactly, new Share(0.5, Base.SURVIVING)))
        .containsExactly(0);
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyPoolGivesNothing(Compatibility compatibility) {
    Pool empty = without(distinct(4), 4);
    for (double p : new double[] {0, 0.5, 1}) {
      assertThat(compatibility.prune(empty, new Share(p, Base.SURVIVING))).isEmpty();
      assertThat(compatibility.prune(empty, new Share(p, Base.DENSE))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HOUSE", "HALF_EVEN", "SNIP"})
  void exactRulesRefuseLessThanIsGone(Compatibility compatibility) {
    Pool pool = without(distinct(10), 6);
    compatibility.requireReachable(pool, new Share(0.6, Base.DENSE));
    compatibility.requireReachable(pool, new Share(0.1, Base.SURVIVING));
    assertThatThrownBy(() -> compatibility.requireReachable(pool, new Share(0.5, Base.DENSE)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune layer fc1 to a sparsity of 0.5: more is already gone, and nothing comes back (pruned=6, of=10); ask for more, or start from the dense network");
  }

  @ParameterizedTest
  @EnumSource(names = {"LTH_ORIGINAL", "OPEN_LTH", "SLIMMING", "SHRINKBENCH"})
  void theOthersMayHaveGonePastTheShare(Compatibility compatibility) {
    Pool pool = without(distinct(10), 6);
    compatibility.requireReachable(pool, new Share(0.5, Base.DENSE));
    assertThat(compatibility.prune(pool, new Share(0.5, Base.DENSE))).isEmpty();
  }

  /** Group 3 has to stay, though all are asked for or its turn has come. */
  @ParameterizedTest
  @EnumSource(Compatibility.class)
  void passesOverWhatMustStay(Compatibility compatibility) {
    float[] scores = {0, 1, 2, 3, 4};
    Pool pool =
        new Pool("the network", scores, new int[] {0, 1, 2, 3, 4}, new int[] {0, 1, 2, 4}, 5);
    assertThat(compatibility.prune(pool, new Share(1.0, Base.SURVIVING)))
        .startsWith(0, 1, 2)
        .doesNotContain(3);
  }

  /** The next in the order goes instead, so the count stays exact. */
  @Test
  void anExactCountStaysExactAroundWhatMustStay() {
    float[] scores = {0, 1, 2, 3, 4};
    Pool pool =
        new Pool("the network", scores, new int[] {0, 1, 2, 3, 4}, new int[] {0, 2, 3, 4}, 5);
    assertThat(Compatibility.HOUSE.prune(pool, new Share(0.4, Base.DENSE))).containsExactly(0, 2);
  }
}
