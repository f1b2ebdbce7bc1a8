package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weight;
import io.pollard.random.Draws;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FromSensitivityTest {
  /** fc1: 10 x 100 = 1000 weights, fc2: 10 x 10 = 100. */
  private static final Network NETWORK = TestNetworks.dense("x", 100, 10, 10);

  private static Mask select(Map<String, Fraction> sparsities, Mask mask, double sparsity) {
    Groups groups = new Weight().groups(NETWORK);
    Draws draws = Draws.of(3, "scores");
    float[] scores = new float[groups.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) draws.nextDouble();
    }
    return new FromSensitivity(sparsities)
        .select(NETWORK, groups, mask, scores, new Amount.Sparsity(new Fraction(sparsity)));
  }

  private static List<Integer> kept(Mask mask) {
    return NETWORK.layout().prunable().stream().map(mask::kept).toList();
  }

  private static Mask dense() {
    return Mask.dense(NETWORK.layout().length());
  }

  @Test
  void theSuggestionsOwnSparsityGivesTheSuggestion() {
    Map<String, Fraction> suggested = Map.of("fc1", new Fraction(0.8), "fc2", new Fraction(0.3));
    // 1000 x 0.2 + 100 x 0.7 = 270 of 1100 stay.
    assertThat(kept(select(suggested, dense(), 1.0 - 270.0 / 1100.0))).containsExactly(200, 70);
  }

  @Test
  void moreAndLessScaleTheLogarithmsOfDensities() {
    Map<String, Fraction> suggested = Map.of("fc1", new Fraction(0.5), "fc2", new Fraction(0.75));
    // t = 2: densities 0.25 and 0.0625, so 250 + 6.25 stay; t = 1/2: 707.1 and 50.
    assertThat(kept(select(suggested, dense(), 1.0 - 256.25 / 1100.0))).containsExactly(250, 6);
    assertThat(kept(select(suggested, dense(), 1.0 - 757.1 / 1100.0))).containsExactly(707, 50);
  }

  @Test
  void layersWithoutASuggestionAreLeftAlone() {
    Map<String, Fraction> suggested = Map.of("fc1", new Fraction(0.9), "fc2", new Fraction(0.0));
    // The share is of the named layers.
    assertThat(kept(select(suggested, dense(), 0.5))).containsExactly(500, 100);
    assertThat(kept(select(Map.of("output", new Fraction(0.9)), dense(), 0.5)))
        .containsExactly(1000, 50);
  }

  @Test
  void levelsAreNested() {
    Map<String, Fraction> suggested = Map.of("fc1", new Fraction(0.5), "fc2", new Fraction(0.75));
    Mask before = dense();
    for (double sparsity : new double[] {0.2, 0.5, 0.5, 0.9, 0.99}) {
      Mask after = select(suggested, before, sparsity);
      assertThat(after.and(before)).isEqualTo(after);
      before = after;
    }
  }

  @Test
  void whatCannotBeIsSaid() {
    assertThatThrownBy(() -> new FromSensitivity(Map.of("fc1", new Fraction(0.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sparsities name at least one layer with more than 0, found");
    assertThatThrownBy(() -> select(Map.of("conv1", new Fraction(0.5)), dense(), 0.5))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot find a prunable layer: none has this name (sparsities=conv1)");
  }
}
