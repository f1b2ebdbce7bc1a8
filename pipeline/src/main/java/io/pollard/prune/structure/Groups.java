package io.pollard.prune.structure;

import java.util.List;

/**
 * What can be removed, as groups of indices of the flat vector, in blocks: by network order, and by
 * C order or channel within a block. A group's number counts through all blocks.
 *
 * @param blocks in network order
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
   * Scores of groups from scores of elements: the sum over what is a group's own (all of it, or a
   * channel's filters), in double and in index order, then rounded to float; of {@link Tiles} the
   * mean. A group of one element keeps its score to the last bit. NaN in, NaN out. One pass over
   * the prunable elements.
   *
   * @param elements one score per element of the flat vector
   * @return one score per group, in the order of the groups
   */
  public float[] aggregate(float[] elements) {
    float[] scores = new float[count()];
    int first = 0;
    for (Block block : blocks) {
      block.aggregate(elements, scores, first);
      first += block.count();
    }
    return scores;
  }
}
