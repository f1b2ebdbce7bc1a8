package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.Contracts;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Elements;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weight;
import io.pollard.random.Draws;
import io.pollard.spec.Fraction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every selection that the service loader finds, with single weights and with rows. */
class SelectionContractTest {
  private static final Network NETWORK = TestNetworks.dense("net", 30, 20, 10);
  private static final Mask DENSE = Mask.dense(NETWORK.layout().length());

  static List<Selection> all() {
    return Contracts.all(Selection.class);
  }

  private static Stream<Groups> structures() {
    Groups rows =
        new Groups(
            NETWORK.layout().prunable().stream()
                .<Block>map(slice -> new Elements(slice, slice.shape().get(1)))
                .toList());
    return Stream.of(new Weight().groups(NETWORK), rows);
  }

  private static float[] scores(Groups groups, int ties) {
    Draws draws = Draws.of(5, "scores");
    float[] scores = new float[groups.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = draws.nextInt(ties) - ties / 2f;
    }
    return scores;
  }

  private static Amount sparsity(double fraction) {
    return new Amount.Sparsity(new Fraction(fraction));
  }

  private static int kept(Groups groups, Mask mask) {
    return groups.blocks().stream().mapToInt(block -> block.kept(mask)).sum();
  }

  private static boolean nested(Mask smaller, Mask larger) {
    return smaller.and(larger).equals(smaller);
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(Selection selection) {
    Contracts.travels(selection, Selection.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void prunesTheAmountUpToHalfAGroupInEachTensor(Selection selection) {
    structures()
        .forEach(
            groups -> {
              for (double p : new double[] {0, 0.1, 0.5, 0.77, 1}) {
                Mask mask =
                    selection.select(NETWORK, groups, DENSE, scores(groups, 1000), sparsity(p));
                assertThat((double) kept(groups, mask))
                    .isCloseTo((1 - p) * groups.count(), within(0.5 * groups.blocks().size()));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void leavesAloneWhatIsNotPrunable(Selection selection) {
    structures()
        .forEach(
            groups -> {
              Mask mask =
                  selection.select(NETWORK, groups, DENSE, scores(groups, 1000), sparsity(1));
              for (Slice slice : NETWORK.layout().slices()) {
                assertThat(mask.kept(slice)).isEqualTo(slice.prunable() ? 0 : slice.length());
              }
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDeterministicAndLeavesItsInputAlone(Selection selection) {
    structures()
        .forEach(
            groups -> {
              float[] scores = scores(groups, 3);
              Mask mask = selection.select(NETWORK, groups, DENSE, scores, sparsity(0.6));
              assertThat(selection.select(NETWORK, groups, DENSE, scores, sparsity(0.6)))
                  .isEqualTo(mask);
              assertThat(scores).containsExactly(scores(groups, 3));
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void masksAreNestedOverLevels(Selection selection) {
    structures()
        .forEach(
            groups -> {
              Mask mask = DENSE;
              for (int level = 1; level <= 8; level++) {
                float[] scores = scores(groups, 10 * level);
                Amount amount = new Amount.OfSurviving(new Fraction(0.3));
                Mask next = selection.select(NETWORK, groups, mask, scores, amount);
                assertThat(nested(next, mask)).isTrue();
                double left = kept(groups, mask) * 0.7;
                assertThat((double) kept(groups, next))
                    .isCloseTo(left, within(0.5 * groups.blocks().size() + 1e-9));
                mask = next;
              }
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void successiveSparsitiesEndWhereOneShotDoes(Selection selection) {
    structures()
        .forEach(
            groups -> {
              float[] scores = scores(groups, 1000);
              Mask half = selection.select(NETWORK, groups, DENSE, scores, sparsity(0.5));
              Mask two = selection.select(NETWORK, groups, half, scores, sparsity(0.8));
              assertThat((double) kept(groups, two))
                  .isCloseTo(0.2 * groups.count(), within(0.5 * groups.blocks().size()));
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void amongEqualScoresTheLowerIndexGoes(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = new float[groups.count()];
    // 0 and -0 are equal.
    for (int i = 0; i < scores.length; i += 2) {
      scores[i] = -0f;
    }
    Mask mask = selection.select(NETWORK, groups, DENSE, scores, sparsity(0.5));
    for (Block block : groups.blocks()) {
      boolean kept = false;
      Slice slice = ((Elements) block).slice();
      for (int i = slice.offset(); i < slice.end(); i++) {
        assertThat(!kept || mask.kept(i)).isTrue();
        kept = mask.kept(i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void removesLowerScoresOfATensorFirst(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 50);
    scores[3] = Float.NEGATIVE_INFINITY;
    scores[700] = Float.POSITIVE_INFINITY;
    Mask mask = selection.select(NETWORK, groups, DENSE, scores, sparsity(0.4));
    int first = 0;
    for (Block block : groups.blocks()) {
      float largestGone = Float.NEGATIVE_INFINITY;
      float smallestKept = Float.POSITIVE_INFINITY;
      for (int g = 0; g < block.count(); g++) {
        float score = scores[first + g];
        if (block.kept(g, mask)) {
          smallestKept = Math.min(smallestKept, score);
        } else {
          largestGone = Math.max(largestGone, score);
        }
      }
      assertThat(largestGone).isLessThanOrEqualTo(smallestKept);
      first += block.count();
    }
    assertThat(mask.kept(3)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("all")
  void namesTheTensorOfAScoreThatIsNotANumber(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 50);
    scores[602] = Float.NaN;
    assertThatThrownBy(() -> selection.select(NETWORK, groups, DENSE, scores, sparsity(0.5)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot rank fc2.weight of net: a score is not a number (group=2); look for a training that diverged");
  }

  @ParameterizedTest
  @MethodSource("all")
  void ignoresTheScoresOfWhatIsAlreadyPruned(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 1000);
    Mask half = selection.select(NETWORK, groups, DENSE, scores, sparsity(0.5));
    float[] changed = scores.clone();
    int first = 0;
    for (Block block : groups.blocks()) {
      for (int g = 0; g < block.count(); g++) {
        if (!block.kept(g, half)) {
          changed[first + g] = Float.NaN;
        }
      }
      first += block.count();
    }
    Amount amount = new Amount.OfSurviving(new Fraction(0.25));
    assertThat(selection.select(NETWORK, groups, half, changed, amount))
        .isEqualTo(selection.select(NETWORK, groups, half, scores, amount));
  }

  @ParameterizedTest
  @MethodSource("all")
  void toleratesAnEmptiedLayerAndAnEmptiedNetwork(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 1000);
    Slice first = NETWORK.layout().prunable().get(0);
    Mask emptied = Mask.of(DENSE.length(), i -> i >= first.end());
    Amount amount = new Amount.OfSurviving(new Fraction(0.5));
    Mask mask = selection.select(NETWORK, groups, emptied, scores, amount);
    assertThat(mask.kept(first)).isZero();
    assertThat(nested(mask, emptied)).isTrue();
    Mask nothing = selection.select(NETWORK, groups, DENSE, scores, sparsity(1));
    assertThat(selection.select(NETWORK, groups, nothing, scores, amount)).isEqualTo(nothing);
    assertThat(selection.select(NETWORK, groups, nothing, scores, sparsity(1))).isEqualTo(nothing);
  }

  @ParameterizedTest
  @MethodSource("all")
  void reachesACompressionRatio(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 1000);
    for (double ratio : new double[] {1, 2, 8}) {
      Mask mask = selection.select(NETWORK, groups, DENSE, scores, new Amount.Compression(ratio));
      assertThat((double) mask.kept())
          .isCloseTo(NETWORK.layout().parameterCount() / ratio, within(1.0));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesACompressionRatioThatBiasesAloneExceed(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 1000);
    assertThatThrownBy(
            () -> selection.select(NETWORK, groups, DENSE, scores, new Amount.Compression(100)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compress net: its 30 parameters outside pruning are too many for that, -0.027125 of the others would stay (compression=100.0); ask for less than 27.666666666666668, or exclude fewer layers");
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesToBringAnythingBack(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 1000);
    Mask most = selection.select(NETWORK, groups, DENSE, scores, sparsity(0.9));
    assertThatThrownBy(() -> selection.select(NETWORK, groups, most, scores, sparsity(0.5)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("to a sparsity of 0.5: more is already gone, and nothing comes back");
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesScoresOfAnotherNetwork(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    assertThatThrownBy(() -> selection.select(NETWORK, groups, DENSE, new float[7], sparsity(0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 scores for 800 groups");
  }

  @ParameterizedTest
  @MethodSource("all")
  void doesNotSeeValuesOnlyTheirOrder(Selection selection) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = scores(groups, 1000);
    float[] cubes = new float[scores.length];
    for (int i = 0; i < cubes.length; i++) {
      cubes[i] = scores[i] * scores[i] * scores[i];
    }
    assertThat(selection.select(NETWORK, groups, DENSE, cubes, sparsity(0.3)))
        .isEqualTo(selection.select(NETWORK, groups, DENSE, scores, sparsity(0.3)));
    assertThat(Arrays.equals(cubes, scores)).isFalse();
  }
}
