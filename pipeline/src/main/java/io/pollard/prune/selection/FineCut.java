package io.pollard.prune.selection;

import io.pollard.network.Mask;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Changes the number of channels of one or two layers by a few, so that a cost is met which no
 * share of all groups meets. Of a layer that gives more, the lowest scores go; to one that gives
 * less, the highest come back, but nothing that was gone before. Layers that the selection has not
 * touched on its way, perhaps because they are excluded, stay as they are. Looks at all such
 * changes, the smaller ones first, single layers before pairs, and takes the first that meets the
 * cost, else the one that comes nearest, and goes on from there.
 */
final class FineCut {
  /** By how many steps a layer may change; a step is the block's multiple. */
  private static final int REACH = 3;

  private final List<Block> blocks;
  private final Mask before;
  private final Mask touched;
  private final Cost cost;

  /**
   * Groups of each block in the order in which they go; those that are gone before are left out.
   */
  private final List<int[]> orders = new ArrayList<>();

  /**
   * @param before what is still there
   * @param touched what is in all masks that the selection has given
   * @param scores one per group
   */
  FineCut(Groups groups, Mask before, Mask touched, float[] scores, Cost cost) {
    blocks = groups.blocks();
    this.before = before;
    this.touched = touched;
    this.cost = cost;
    int first = 0;
    for (Block block : blocks) {
      int from = first;
      orders.add(
          IntStream.range(0, block.count())
              .filter(group -> block.kept(group, before))
              .boxed()
              .sorted(Comparator.comparingDouble(group -> scores[from + group]))
              .mapToInt(Integer::intValue)
              .toArray());
      first += block.count();
    }
  }

  /** A change: by how many groups more each block gives. */
  private record Change(int[] more) {
    int size() {
      return Arrays.stream(more).map(Math::abs).sum();
    }
  }

  /** The mask that meets the cost, or one that no such change brings nearer. */
  Mask from(Mask start) {
    Mask best = start;
    while (true) {
      Mask next = changed(best);
      if (next.equals(best) || cost.isMetBy(next)) {
        return next;
      }
      best = next;
    }
  }

  private Mask changed(Mask start) {
    int[] gone = new int[blocks.size()];
    Arrays.setAll(gone, b -> blocks.get(b).kept(before) - blocks.get(b).kept(start));
    Mask nearest = start;
    for (int layers = 1; layers <= 2; layers++) {
      for (Change change : changes(layers)) {
        if (!isPossible(gone, change)) {
          continue;
        }
        Mask changed = without(start, gone, change);
        if (cost.isMetBy(changed)) {
          return changed;
        }
        if (Math.abs(cost.distance(changed)) < Math.abs(cost.distance(nearest))) {
          nearest = changed;
        }
      }
    }
    return nearest;
  }

  private List<Change> changes(int layers) {
    List<Change> changes = new ArrayList<>();
    for (int one = 0; one < blocks.size(); one++) {
      int end = layers == 1 ? one + 1 : blocks.size();
      for (int other = layers == 1 ? one : one + 1; other < end; other++) {
        addChanges(one, other, changes);
      }
    }
    changes.sort(Comparator.comparingInt(Change::size));
    return changes;
  }

  private void addChanges(int one, int other, List<Change> changes) {
    int reach = one == other ? 0 : REACH;
    for (int a = -REACH; a <= REACH; a++) {
      for (int b = -reach; b <= reach; b++) {
        int[] more = new int[blocks.size()];
        more[one] += a * blocks.get(one).multiple();
        more[other] += b * blocks.get(other).multiple();
        changes.add(new Change(more));
      }
    }
  }

  private boolean isPossible(int[] gone, Change change) {
    for (int b = 0; b < gone.length; b++) {
      int now = gone[b] + change.more[b];
      int there = orders.get(b).length;
      boolean isTouched = blocks.get(b).kept(touched) < there;
      boolean inRange = now >= 0 && now <= there - blocks.get(b).floor();
      if (change.more[b] != 0 && !(isTouched && inRange)) {
        return false;
      }
    }
    return true;
  }

  private Mask without(Mask start, int[] gone, Change change) {
    BitSet pruned = new BitSet(start.length());
    for (int b = 0; b < gone.length; b++) {
      Block block = blocks.get(b);
      int[] order = orders.get(b);
      int[] goes =
          change.more[b] == 0
              ? Arrays.stream(order).filter(group -> !block.kept(group, start)).toArray()
              : Arrays.copyOf(order, gone[b] + change.more[b]);
      for (int group : goes) {
        block.forEachPruned(group, pruned::set);
      }
    }
    return Mask.of(start.length(), i -> before.kept(i) && !pruned.get(i));
  }
}
