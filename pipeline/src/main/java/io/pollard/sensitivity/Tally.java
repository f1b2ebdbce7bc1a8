package io.pollard.sensitivity;

import java.io.Serializable;

/**
 * What a network, pruned in one cell or not at all, did on a run of examples.
 *
 * @param cell number of the cell, or {@link #UNPRUNED}
 * @param block number of the run; sums over several are taken in this order
 * @param right sums over the examples that the unpruned network gets right, in their order
 * @param wrong sums over the others
 */
public record Tally(int cell, int block, Outcome right, Outcome wrong) implements Serializable {

  /** The network as it is. */
  public static final int UNPRUNED = -1;

  /** Of no examples. */
  static Tally none(int cell) {
    return new Tally(cell, 0, Outcome.NONE, Outcome.NONE);
  }

  /** Over all examples. */
  public Outcome all() {
    return right.plus(wrong);
  }

  /** Both together; the other is of a later block. */
  Tally plus(Tally later) {
    return new Tally(cell, later.block, right.plus(later.right), wrong.plus(later.wrong));
  }
}
