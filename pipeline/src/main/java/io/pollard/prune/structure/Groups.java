package io.pollard.prune.structure;

import io.pollard.network.Slice;
import java.util.List;

/**
 * What can be removed, as groups of indices of the flat vector, ordered by network order and then C
 * order within a tensor. Groups are kept implicit: group {@code g} of a block covers the {@code
 * size} consecutive indices from {@code start + g * size}.
 *
 * @param blocks one per prunable tensor, in network order
 */
public record Groups(List<Block> blocks) {

  public Groups {
    blocks = List.copyOf(blocks);
  }

  /** Number of groups. */
  public int count() {
    return blocks.stream().mapToInt(Block::count).sum();
  }

  /**
   * The groups of one tensor.
   *
   * @param slice the tensor
   * @param size elements a group; divides the tensor's length
   */
  public record Block(Slice slice, int size) {
    public int count() {
      return slice.length() / size;
    }
  }
}
