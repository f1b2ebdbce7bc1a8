package io.pollard.sensitivity;

import java.io.Serializable;

/**
 * What a network, pruned in one cell or not at all, did on a run of examples.
 *
 * @param cell number of the cell, or {@link #UNPRUNED}
 * @param block number of the run; sums over several are taken in this order
 * @param examples how many
 * @param top1 how many were right
 * @param top5 how many had the label among the five highest
 * @param loss sum over the examples, in their order
 */
public record Tally(int cell, int block, int examples, int top1, int top5, double loss)
    implements Serializable {

  /** The network as it is. */
  public static final int UNPRUNED = -1;

  /** Both together; the other is of a later block. */
  Tally plus(Tally later) {
    return new Tally(
        cell,
        later.block,
        examples + later.examples,
        top1 + later.top1,
        top5 + later.top5,
        loss + later.loss);
  }
}
