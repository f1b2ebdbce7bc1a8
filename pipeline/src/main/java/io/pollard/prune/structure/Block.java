package io.pollard.prune.structure;

import io.pollard.network.Mask;
import java.util.function.IntConsumer;

/** Groups of one layer, numbered from 0. */
public sealed interface Block permits Elements, Tiles, Pattern, Channels {

  /** Name of the layer that the groups belong to; selections name it, and may rank by it. */
  String layer();

  /** What the groups are of, for messages. */
  String name();

  /** Number of groups. */
  int count();

  /**
   * Number of elements of every group, where groups are parts of one tensor, all of one size; 0
   * where they are not.
   */
  int size();

  /** Number of groups that always stay, whatever their scores. */
  int floor();

  /** The number of groups that stay is rounded up to a multiple of this; 1 = any number. */
  int multiple();

  /** Whether any element of a group is still there. */
  boolean kept(int group, Mask mask);

  /** Number of groups of which any element is still there. */
  default int kept(Mask mask) {
    int kept = 0;
    int count = count();
    for (int group = 0; group < count; group++) {
      if (kept(group, mask)) {
        kept++;
      }
    }
    return kept;
  }

  /** Visits what is a group's own and in no other group, in ascending order: what is scored. */
  void forEachOwn(int group, IntConsumer index);

  /** Visits all that is pruned with a group, an index perhaps more than once. */
  void forEachPruned(int group, IntConsumer index);

  /**
   * The scores of the groups, see {@link Groups#aggregate}.
   *
   * @param elements one score per element of the flat vector
   * @param scores changed in place
   * @param first where the scores of this block begin
   */
  void aggregate(float[] elements, float[] scores, int first);
}
