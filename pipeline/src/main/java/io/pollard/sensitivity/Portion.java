package io.pollard.sensitivity;

import java.io.Serializable;

/**
 * A part of an analysis that one task does: some cells on some examples.
 *
 * @param first number of the first cell of the station that does it
 * @param end number behind the station's last
 * @param cells numbers of the cells that are looked at, ascending; all of the station's or fewer
 * @param firstBlock number of the first block of examples
 * @param blockSize examples in a block; the last may be smaller
 * @param examples indices in the split
 * @param strata which stratum each example belongs to, counted from 0
 * @param strataCount number of strata; what comes of each is summed for itself
 */
public record Portion(
    int first,
    int end,
    int[] cells,
    int firstBlock,
    int blockSize,
    int[] examples,
    int[] strata,
    int strataCount)
    implements Serializable {

  /** Of examples that are all of one stratum. */
  public Portion(int first, int end, int[] cells, int firstBlock, int blockSize, int[] examples) {
    this(first, end, cells, firstBlock, blockSize, examples, new int[examples.length], 1);
  }

  /** Cells times examples, the network as it is among them. */
  public long work() {
    return (long) examples.length * (cells.length + 1);
  }
}
