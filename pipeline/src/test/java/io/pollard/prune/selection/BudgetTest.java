package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Shape;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet20;
import io.pollard.prune.Contracts;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weight;
import io.pollard.prune.surgery.Surgery;
import io.pollard.random.Draws;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BudgetTest {
  private static final Network LENET = new Lenet5().build(new Shape(1, 28, 28), 10);
  private static final Network RESNET = new Resnet20().build(new Shape(3, 32, 32), 10);

  static List<Selection> all() {
    return Contracts.all(Selection.class);
  }

  private static Mask dense(Network network) {
    return Mask.dense(network.layout().length());
  }

  private static Mask select(
      Selection selection, Network network, Structure structure, Mask mask, Amount amount) {
    Groups groups = structure.groups(network);
    Draws draws = Draws.of(11, "scores");
    float[] scores = new float[groups.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) draws.nextDouble();
    }
    return Budget.select(selection, network, groups, mask, scores, amount);
  }

  @ParameterizedTest
  @MethodSource("all")
  void multiplyAccumulatesOfThePhysicalNetworkAreMet(Selection selection) {
    for (Network network : List.of(LENET, RESNET)) {
      for (double ratio : new double[] {1.5, 2, 3, 4}) {
        Mask mask =
            select(selection, network, new Filter(), dense(network), new Amount.Speedup(ratio));
        double target = NetworkCounts.of(network).macs() / ratio;
        assertThat((double) NetworkCounts.of(Surgery.remove(network, mask).network()).macs())
            .isCloseTo(target, within(0.01 * target));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void parametersAreMet(Selection selection) {
    for (double ratio : new double[] {1.25, 2, 4}) {
      Mask mask =
          select(selection, RESNET, new Filter(), dense(RESNET), new Amount.Compression(ratio));
      double target = NetworkCounts.of(RESNET).params() / ratio;
      assertThat((double) NetworkCounts.of(Surgery.remove(RESNET, mask).network()).params())
          .isCloseTo(target, within(0.01 * target));
    }
  }

  @Test
  void singleWeightsMeetMultiplyAccumulatesToo() {
    Mask mask = select(new Uniform(), LENET, new Weight(), dense(LENET), new Amount.Speedup(3));
    assertThat(NetworkCounts.of(LENET, mask).theoreticalSpeedup()).isCloseTo(3, within(0.001));
  }

  @Test
  void aSecondBudgetGoesOnFromTheFirst() {
    Mask half = select(new Global(), RESNET, new Filter(), dense(RESNET), new Amount.Speedup(2));
    Mask third = select(new Global(), RESNET, new Filter(), half, new Amount.Speedup(3));
    assertThat(third.and(half)).isEqualTo(third);
    assertThat(NetworkCounts.of(RESNET, third).theoreticalSpeedup()).isCloseTo(3, within(0.03));
    assertThatThrownBy(
            () -> select(new Global(), RESNET, new Filter(), third, new Amount.Speedup(2)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot prune resnet-20 to a speed-up of 2.0: less than that is left already (macs=");
  }

  @Test
  void excludedLayersAndMultiplesHold() {
    Selection selection = new Uniform(List.of("stage1.*"), Compatibility.HOUSE);
    Mask mask = select(selection, RESNET, new Filter(2), dense(RESNET), new Amount.Speedup(1.5));
    for (Block block : new Filter(2).groups(RESNET).blocks()) {
      assertThat(block.kept(mask) % 2).isZero();
      if (block.layer().startsWith("stage1.")) {
        assertThat(block.kept(mask)).isEqualTo(block.count());
      }
    }
  }

  @Test
  void whatIsTooCoarseIsSaid() {
    assertThatThrownBy(
            () ->
                select(new Uniform(), LENET, new Filter(10), dense(LENET), new Amount.Speedup(1.3)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot prune lenet-5 to a speed-up of 1.3: its groups are too coarse, the nearest choice leaves more than 1% too much or too little (macs=")
        .hasMessageEndingWith("prune smaller groups or exclude fewer layers");
  }

  @Test
  void scoresCanBePutOnOneScaleFirst() {
    Network network = io.pollard.prune.TestNetworks.tensors(4, 4);
    Groups groups = new Weight().groups(network);
    // Means 2.5 and 25, maxima 4 and 40, norms 5.477 and 54.77: layer 2 is layer 1 times 10, but
    // for its last element.
    float[] scores = {1, 2, 3, 4, 10, 20, 30, 41};
    for (Normalization normalization : Normalization.values()) {
      Mask mask =
          new Global(List.of(), Compatibility.HOUSE, Optional.empty(), normalization)
              .select(
                  network, groups, dense(network), scores, new Amount.Sparsity(new Fraction(0.5)));
      boolean same = normalization != Normalization.NONE;
      assertThat(network.layout().prunable().stream().map(mask::kept))
          .as(normalization.name())
          .isEqualTo(same ? List.of(2, 2) : List.of(0, 4));
    }
    assertThat(Normalization.MEAN.scale(new double[] {1, -2, 3})).isEqualTo(2);
    assertThat(Normalization.MAX.scale(new double[] {1, -4, 3})).isEqualTo(4);
    assertThat(Normalization.L2.scale(new double[] {3, -4})).isEqualTo(5);
  }
}
