package io.pollard.sensitivity;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network, pruned in one cell or not at all, did on a run of examples.
 *
 * @param cell number of the cell, or {@link #UNPRUNED}
 * @param block number of the run; sums over several are taken in this order
 * @param strata sums over the examples of each stratum, see {@link Portion}
 */
public record Tally(int cell, int block, List<Outcome> strata) implements Serializable {

  /** The network as it is. */
  public static final int UNPRUNED = -1;

  public Tally {
    strata = List.copyOf(strata);
  }

  /** Of no examples. */
  static Tally none(int cell, int strata) {
    return new Tally(cell, 0, Collections.nCopies(strata, Outcome.NONE));
  }

  /** Over all examples. */
  public Outcome all() {
    return strata.stream().reduce(Outcome.NONE, Outcome::plus);
  }

  /** Both together; the other is of a later block. */
  Tally plus(Tally later) {
    return new Tally(
        cell,
        later.block,
        IntStream.range(0, strata.size())
            .mapToObj(i -> strata.get(i).plus(later.strata.get(i)))
            .toList());
  }
}
