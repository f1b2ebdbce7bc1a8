package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.zoo.Lenet5;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerLayerTest {
  /** fc1: 10 x 100 = 1000 weights, fc2: 5 x 10 = 50, fc3: 3 x 5 = 15. */
  private static final Network NETWORK = TestNetworks.dense("x", 100, 10, 5, 3);

  private static final Mask DENSE = Mask.dense(NETWORK.layout().length());
  private static final Amount OWN = new Amount.AsSelected();

  private static Mask select(Selection selection, Mask mask, Amount amount) {
    Groups groups = new Weight().groups(NETWORK);
    float[] scores = new float[groups.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i % 97;
    }
    return selection.select(NETWORK, groups, mask, scores, amount);
  }

  private static List<Integer> kept(Mask mask) {
    return NETWORK.layout().prunable().stream().map(mask::kept).toList();
  }

  private static PerLayer of(Map<String, Fraction> sparsities, String... exclude) {
    return new PerLayer(sparsities, List.of(exclude), Compatibility.HOUSE);
  }

  @Test
  void everyNamedLayerGetsItsSparsityAndOthersStay() {
    assertThat(kept(select(of(Map.of("fc1", new Fraction(0.25))), DENSE, OWN)))
        .containsExactly(750, 50, 15);
    assertThat(
            kept(
                select(
                    of(Map.of("fc*", new Fraction(0.1), "output", new Fraction(0.5)), "fc2"),
                    DENSE,
                    OWN)))
        .containsExactly(900, 50, 7);
  }

  @Test
  void whatIsGoneStaysGone() {
    Mask sparse = select(of(Map.of("fc1", new Fraction(0.8))), DENSE, OWN);
    Mask next = select(of(Map.of("fc1", new Fraction(0.5), "fc2", new Fraction(0.5))), sparse, OWN);
    assertThat(kept(next)).containsExactly(200, 25, 15);
    assertThat(next.and(sparse)).isEqualTo(next);
  }

  @Test
  void filtersAreRoundedAsPublished() {
    Map<String, Fraction> sparsities = Map.of("fc3", new Fraction(0.1));
    // 15 x 0.1 = 1.5: 2 go; 15 x 0.9 = 13.5: 13 stay.
    assertThat(kept(select(of(sparsities), DENSE, OWN)).get(2)).isEqualTo(13);
    sparsities = Map.of("fc3", new Fraction(0.08));
    // 15 x 0.08 = 1.2: 1 goes by the house rule; 15 x 0.92 = 13.8: 13 stay as published.
    assertThat(kept(select(of(sparsities), DENSE, OWN)).get(2)).isEqualTo(14);
    Selection published = new PerLayer(sparsities, List.of(), Compatibility.LI_FILTERS);
    assertThat(kept(select(published, DENSE, OWN)).get(2)).isEqualTo(13);
  }

  @Test
  void anAmountMakesThemStrongerTogether() {
    Map<String, Fraction> sparsities = Map.of("fc1", new Fraction(0.5), "fc2", new Fraction(0.5));
    Amount amount = new Amount.Sparsity(new Fraction(0.75));
    assertThat(kept(select(of(sparsities), DENSE, amount)))
        .isEqualTo(kept(select(new FromSensitivity(sparsities), DENSE, amount)));
  }

  @Test
  void aSparsityThatWouldEmptyALayerIsRefused() {
    Network lenet = new Lenet5().build(new Shape(1, 28, 28), 10);
    Groups groups = new Filter().groups(lenet);
    Mask dense = Mask.dense(lenet.layout().length());
    float[] scores = new float[groups.count()];
    for (double sparsity : new double[] {1.0, 0.98}) {
      assertThatThrownBy(
              () ->
                  of(Map.of("conv1", new Fraction(sparsity)))
                      .select(lenet, groups, dense, scores, OWN))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot prune layer conv1 to a sparsity of %s: that would take the last of its 20 groups, and one has to stay so that something passes through; ask for less"
                  .formatted(sparsity));
    }
    Mask one = of(Map.of("conv1", new Fraction(0.96))).select(lenet, groups, dense, scores, OWN);
    assertThat(groups.blocks().get(0).kept(one)).isEqualTo(1);
  }

  @Test
  void whatCannotBeIsSaid() {
    assertThatThrownBy(() -> select(new Global(), DENSE, OWN))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune x: nothing says how much, since the schedule leaves it to the selection and this one has no numbers of its own; choose the selection per-layer, or a schedule with amounts");
    assertThatThrownBy(() -> select(of(Map.of("fc1", new Fraction(0.5)), "fc1"), DENSE, OWN))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune x: every layer that is named is excluded too (sparsities=[fc1], exclude=[fc1]); name others or exclude fewer");
    assertThatThrownBy(() -> new PerLayer(Map.of(), List.of(), Compatibility.HOUSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sparsities name at least one layer with more than 0");
  }
}
