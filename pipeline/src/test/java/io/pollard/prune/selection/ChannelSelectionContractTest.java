package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.prune.Contracts;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Neuron;
import io.pollard.random.Draws;
import io.pollard.spec.Fraction;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every selection that the service loader finds, with filters and with neurons. */
class ChannelSelectionContractTest {
  private static final Network LENET = new Lenet5().build(new Shape(1, 28, 28), 10);
  private static final Network RESNET =
      new Resnet(14, Shortcut.B, new KaimingNormal()).build(new Shape(3, 16, 16), 10);
  private static final List<Case> CASES =
      List.of(
          new Case(LENET, new Filter().groups(LENET)),
          new Case(LENET, new Neuron().groups(LENET)),
          new Case(RESNET, new Filter().groups(RESNET)));

  private record Case(Network network, Groups groups) {
    Mask dense() {
      return Mask.dense(network.layout().length());
    }

    int kept(Mask mask) {
      return groups.blocks().stream().mapToInt(block -> block.kept(mask)).sum();
    }

    float[] scores(long seed) {
      Draws draws = Draws.of(seed, "scores");
      float[] scores = new float[groups.count()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = draws.nextInt(40);
      }
      return scores;
    }

    Mask select(Selection selection, Mask mask, long seed, Amount amount) {
      return selection.select(network, groups, mask, scores(seed), amount);
    }
  }

  static List<Selection> all() {
    return Contracts.all(Selection.class);
  }

  private static Amount sparsity(double fraction) {
    return new Amount.Sparsity(new Fraction(fraction));
  }

  @ParameterizedTest
  @MethodSource("all")
  void prunesTheAmountUpToHalfAChannelInEachLayer(Selection selection) {
    for (Case some : CASES) {
      for (double p : new double[] {0, 0.1, 0.5, 0.77}) {
        Mask mask = some.select(selection, some.dense(), 1, sparsity(p));
        assertThat((double) some.kept(mask))
            .isCloseTo(
                (1 - p) * some.groups().count(), within(0.5 * some.groups().blocks().size()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void oneChannelOfEveryLayerStays(Selection selection) {
    for (Case some : CASES) {
      Mask mask = some.select(selection, some.dense(), 2, sparsity(1));
      for (Block block : some.groups().blocks()) {
        assertThat(block.kept(mask)).isEqualTo(1);
      }
      assertThat(some.select(selection, mask, 3, new Amount.OfSurviving(new Fraction(0.9))))
          .isEqualTo(mask);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void prunesAChannelWholeAndNothingElse(Selection selection) {
    for (Case some : CASES) {
      Mask mask = some.select(selection, some.dense(), 4, sparsity(0.6));
      BitSet gone = new BitSet();
      for (Block block : some.groups().blocks()) {
        for (int group = 0; group < block.count(); group++) {
          if (!block.kept(group, mask)) {
            block.forEachPruned(group, gone::set);
          }
        }
      }
      assertThat(mask).isEqualTo(Mask.of(mask.length(), i -> !gone.get(i)));
      for (Slice slice : some.network().layout().slices()) {
        if (slice.role() == Role.MEAN || slice.role() == Role.VARIANCE) {
          assertThat(mask.kept(slice)).isEqualTo(slice.length());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void masksAreNestedOverLevels(Selection selection) {
    for (Case some : CASES) {
      Mask mask = some.dense();
      for (int level = 1; level <= 6; level++) {
        Mask next = some.select(selection, mask, level, new Amount.OfSurviving(new Fraction(0.3)));
        assertThat(next.and(mask)).isEqualTo(next);
        assertThat((double) some.kept(next))
            .isCloseTo(0.7 * some.kept(mask), within(0.5 * some.groups().blocks().size() + 1e-9));
        mask = next;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void roundsWhatStaysUpToAMultiple(Selection selection) {
    Groups fours = new Filter(4).groups(LENET);
    Case some = new Case(LENET, fours);
    Mask dense = some.dense();
    for (double p : new double[] {0.3, 0.55, 0.9, 1.0}) {
      Mask any =
          new Case(LENET, new Filter().groups(LENET)).select(selection, dense, 6, sparsity(p));
      Mask mask = some.select(selection, dense, 6, sparsity(p));
      for (Block block : fours.blocks()) {
        int kept = block.kept(any);
        // 50 is no multiple of 4: all of them are the most that can stay.
        assertThat(block.kept(mask)).isEqualTo(Math.min(block.count(), (kept + 3) / 4 * 4));
      }
      assertThat(any.and(mask)).isEqualTo(any);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesACompressionRatio(Selection selection) {
    assertThatThrownBy(
            () ->
                CASES
                    .get(0)
                    .select(selection, CASES.get(0).dense(), 7, new Amount.Compression(2.0)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compress lenet-5: a channel takes weights of other layers with it, so a number of channels fixes no number of parameters (compression=2.0); ask for a sparsity");
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesANetworkWithoutSuchGroups(Selection selection) {
    Case none = new Case(LENET, new Groups(List.of()));
    assertThatThrownBy(() -> none.select(selection, none.dense(), 8, sparsity(0.5)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune lenet-5: it has nothing of the chosen structure that may go (groups=0); choose another structure");
  }
}
