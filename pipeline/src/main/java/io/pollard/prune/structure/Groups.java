package io.pollard.prune.structure;

import io.pollard.network.Mask;
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
   * Scores of groups from scores of elements: the sum over a group, in double and in index order,
   * then rounded to float. A group of one element keeps its score to the last bit. NaN in, NaN out.
   * One pass over the prunable elements.
   *
   * @param elements one score per element of the flat vector
   * @return one score per group, in the order of the groups
   */
  public float[] aggregate(float[] elements) {
    float[] scores = new float[count()];
    int group = 0;
    for (Block block : blocks) {
      int at = block.slice().offset();
      if (block.size() == 1) {
        System.arraycopy(elements, at, scores, group, block.count());
        group += block.count();
        continue;
      }
      for (int end = group + block.count(); group < end; group++) {
        double sum = 0.0;
        for (int i = 0; i < block.size(); i++) {
          sum += elements[at++];
        }
        scores[group] = (float) sum;
      }
    }
    return scores;
  }

  /**
   * The groups of one tensor.
   *
   * @param slice the tensor
   * @param size elements a group; divides the tensor's length
   */
  public record Block(Slice slice, int size) {

    /**
     * @throws IllegalArgumentException if the tensor cannot be cut into groups of this size
     */
    public Block {
      if (size < 1 || slice.length() % size != 0) {
        throw new IllegalArgumentException(
            "%s of %d elements cannot be cut into groups of %d"
                .formatted(slice.tensor(), slice.length(), size));
      }
    }

    /** Number of groups. */
    public int count() {
      return slice.length() / size;
    }

    /** Index in the flat vector of the first element of a group of this block. */
    public int start(int group) {
      return slice.offset() + group * size;
    }

    /** Whether any element of a group of this block is still there. */
    public boolean kept(int group, Mask mask) {
      int start = start(group);
      for (int i = start; i < start + size; i++) {
        if (mask.kept(i)) {
          return true;
        }
      }
      return false;
    }

    /** Number of groups of which any element is still there. */
    public int kept(Mask mask) {
      if (size == 1) {
        return mask.kept(slice);
      }
      int kept = 0;
      int count = count();
      for (int group = 0; group < count; group++) {
        if (kept(group, mask)) {
          kept++;
        }
      }
      return kept;
    }
  }
}
