package io.pollard.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeSharesTest {
  /** Of 150 right examples: three strata of 50. */
  private static final Strata THREE = strata(0, 150);

  /** So many wrong ones, then right ones, margins growing with the index. */
  private static Strata strata(int wrong, int right) {
    return new Strata(
        IntStream.range(0, wrong + right)
            .mapToObj(i -> new Standing(i, i < wrong ? 1 : 0, i - wrong + 0.5f, 0.5))
            .toList(),
        1);
  }

  /** A cell that changed so many of ten right answers in each stratum. */
  private static Tally tally(int cell, int... changed) {
    return new Tally(
        cell, 0, IntStream.of(changed).mapToObj(c -> new Outcome(10, 10 - c, 10, 0.0)).toList());
  }

  @Test
  void aStratumThatRisesAboveTheOneBeforeSharesWithIt() {
    Tally tally = tally(0, 1, 3, 0);
    ChangeShares shares = new ChangeShares(THREE, List.of(tally));
    // Each stratum is given a sixth of a change, of a third of an example, beforehand.
    double first = (4.0 + 2.0 / 6.0) / (20.0 + 2.0 / 3.0);
    double last = (1.0 / 6.0) / (10.0 + 1.0 / 3.0);
    assertThat(shares.of(tally, 0, 0)).isCloseTo((1.0 + 2.0 * first) / 12.0, within(1e-12));
    assertThat(shares.of(tally, 1, 0)).isCloseTo((3.0 + 2.0 * first) / 12.0, within(1e-12));
    assertThat(shares.of(tally, 2, 0)).isCloseTo(2.0 * last / 12.0, within(1e-12));
    assertThat(shares.of(tally, 2, 1)).isCloseTo((3.0 + 2.0 * last) / 22.0, within(1e-12));
  }

  @Test
  void cellsThatChangeAsManyAnswersHelpEachOther() {
    List<Tally> tallies = new ArrayList<>();
    for (int cell = 0; cell < 20; cell++) {
      tallies.add(tally(cell, 0, 0, 0));
      tallies.add(tally(20 + cell, 9, 8, 7));
    }
    ChangeShares shares = new ChangeShares(THREE, tallies);
    ChangeShares alone = new ChangeShares(THREE, tallies.subList(0, 1));
    Tally quiet = tallies.get(0);
    for (int s = 0; s < 3; s++) {
      assertThat(shares.of(quiet, s, 0)).isPositive().isLessThan(alone.of(quiet, s, 0) / 10.0);
      assertThat(shares.of(tallies.get(21), s, 0)).isCloseTo(0.9 - 0.1 * s, within(0.01));
    }
    assertThat(shares.support()).isEqualTo(1.0);
    assertThat(alone.support()).isEqualTo(0.0);
    assertThat(new ChangeShares(THREE, tallies.subList(0, 8)).support()).isEqualTo(0.5);
    assertThatThrownBy(() -> alone.of(tallies.get(1), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nothing is known of cell 20");
  }

  @Test
  void whatHelpsFallsWithTheDistanceFromATieOnEitherSide() {
    Strata strata = strata(400, 1600);
    List<Tally> tallies = new ArrayList<>();
    for (int cell = 0; cell < 40; cell++) {
      Draws draws = Draws.of(3, "cell", cell);
      tallies.add(
          tally(cell, IntStream.range(0, strata.count()).map(s -> draws.nextInt(11)).toArray()));
    }
    // Its own examples tell the same of each stratum, so what differs comes from the others.
    Tally flat =
        tally(40, Collections.nCopies(strata.count(), 5).stream().mapToInt(n -> n).toArray());
    tallies.add(flat);
    ChangeShares shares = new ChangeShares(strata, tallies);
    for (boolean right : new boolean[] {true, false}) {
      int[] side = strata.fromTie(right);
      double[] found = IntStream.of(side).mapToDouble(s -> shares.of(flat, s, 0)).toArray();
      for (int i = 1; i < side.length; i++) {
        assertThat(found[i]).isLessThanOrEqualTo(found[i - 1]);
      }
      assertThat(found[0]).isGreaterThan(found[side.length - 1]);
    }
    Collections.reverse(tallies);
    ChangeShares reversed = new ChangeShares(strata, tallies);
    for (int s = 0; s < strata.count(); s++) {
      assertThat(reversed.of(flat, s, 0)).isEqualTo(shares.of(flat, s, 0));
    }
  }
}
