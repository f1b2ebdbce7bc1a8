package io.pollard.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.scheduling.Agp;
import io.pollard.prune.scheduling.Iterative;
import io.pollard.prune.scheduling.OneShot;
import io.pollard.prune.scheduling.Origin;
import io.pollard.prune.scheduling.Schedule;
import io.pollard.prune.scheduling.Soft;
import io.pollard.prune.selection.Compatibility;
import io.pollard.prune.selection.Global;
import io.pollard.prune.selection.Layerwise;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Duration;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final Network LENET = TestNetworks.lenet300100();

  private static List<Mask> masks(Selection selection, Schedule schedule) {
    return Rehearsal.masks(LENET, new Weight(), selection, schedule);
  }

  private static Schedule compressions(Double... ratios) {
    return new OneShot(
        Optional.empty(),
        List.of(),
        List.of(ratios),
        List.of(),
        List.of(),
        Optional.empty(),
        Origin.TRAINED);
  }

  private static List<Integer> kept(Mask mask) {
    return LENET.layout().prunable().stream().map(mask::kept).toList();
  }

  @Test
  void foretellsTheCountsOfAPath() {
    Selection selection = new Layerwise(0.5, Map.of(), List.of(), Compatibility.HOUSE);
    List<Mask> masks = masks(selection, new Iterative(new Fraction(0.2), 15));
    assertThat(masks).hasSize(15);
    assertThat(kept(masks.get(6))).containsExactly(49_325, 6_291, 478);
    assertThat(kept(masks.get(14))).containsExactly(8_275, 1_056, 206);
  }

  @Test
  void pointsOfACurveEachStartAnew() {
    List<Mask> masks = masks(new Global(), compressions(32.0, 2.0));
    assertThat(masks.get(0).kept()).isEqualTo(8_332);
    assertThat(masks.get(1).kept()).isEqualTo(133_305);
  }

  @Test
  void softPruningEndsAtItsSparsity() {
    Soft soft = new Soft(new Fraction(0.3), Duration.epochs(1), 4, Origin.TRAINED);
    assertThat(masks(new Global(), soft).get(0).kept()).isEqualTo(186_340 + 410);
  }

  @Test
  void aGradualLevelEndsAtItsFinalSparsity() {
    assertThat(masks(new Global(), new Agp()).get(0).kept()).isEqualTo(26_620 + 410);
  }

  @Test
  void findsAnAmountThatCannotBeReached() {
    assertThatThrownBy(() -> masks(new Global(), compressions(2.0, 1000.0)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot compress lenet-300-100: its 410 parameters outside pruning are too many for that");
  }

  @Test
  void findsALayerThatDoesNotExist() {
    Selection selection = new Global(List.of("conv1"), Compatibility.HOUSE);
    assertThatThrownBy(() -> masks(selection, compressions(2.0)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot find a prunable layer: none has this name (exclude=conv1); use one of fc1, fc2, fc3, or first, output, or a pattern such as conv*");
  }
}
