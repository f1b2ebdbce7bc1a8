package io.pollard.prune.scoring;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums of shards, added in one fixed binary tree over the shards' numbers, in whatever order and
 * grouping they come: floating-point addition is not associative, so equal bits need equal trees.
 * The tree's nodes cover [k 2^l, (k + 1) 2^l); two that are there and belong together are combined
 * at once, the left one first. What is left in the end covers 0 .. n - 1 in falling powers of two,
 * and is combined from the right.
 *
 * <p>So a fold on one thread, and trees of any parts of the shards merged in any order, give the
 * same bits. (The error also grows with log n only.) Memory: for m shards in a row at most 2
 * log2(m) vectors.
 *
 * <p>Serializable, to travel between processes. Not thread-safe.
 */
public final class SumTree implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nodes by their place: first shard in the upper half, level in the lower. */
  private final TreeMap<Long, double[]> nodes = new TreeMap<>();

  private long examples;

  /**
   * Adds a shard.
   *
   * @param rule says how sums are combined
   * @param shard its number, from 0
   * @param count examples in it
   * @param sums of it; taken over
   */
  public void add(Combination rule, int shard, int count, double[] sums) {
    examples += count;
    put(rule, shard, 0, sums);
  }

  /** Takes over the sums of another tree, of other shards. */
  public void merge(Combination rule, SumTree other) {
    examples += other.examples;
    for (Map.Entry<Long, double[]> node : other.nodes.entrySet()) {
      put(rule, first(node.getKey()), level(node.getKey()), node.getValue());
    }
    other.nodes.clear();
  }

  /**
   * The sums over all shards.
   *
   * @param shards how many there are
   * @throws IllegalStateException if one of them is missing
   */
  public Sums total(Combination rule, int shards) {
    int covered = 0;
    for (long place : nodes.keySet()) {
      if (first(place) != covered) {
        break;
      }
      covered += 1 << level(place);
    }
    if (covered != shards) {
      throw new IllegalStateException(
          "the sums of shard %d of %d are missing".formatted(covered, shards));
    }
    List<double[]> left = new ArrayList<>(nodes.values());
    nodes.clear();
    double[] total = left.get(left.size() - 1);
    for (int i = left.size() - 2; i >= 0; i--) {
      rule.combine(left.get(i), total);
      total = left.get(i);
    }
    return new Sums(total, examples);
  }

  private void put(Combination rule, int start, int height, double[] vector) {
    int first = start;
    int level = height;
    double[] sums = vector;
    while (true) {
      int size = 1 << level;
      int sibling = first ^ size;
      double[] other = nodes.remove(place(sibling, level));
      if (other == null) {
        if (nodes.put(place(first, level), sums) != null) {
          throw new IllegalStateException("shard " + first + " was added twice");
        }
        return;
      }
      boolean left = first < sibling;
      double[] lower = left ? sums : other;
      rule.combine(lower, left ? other : sums);
      sums = lower;
      first &= ~size;
      level++;
    }
  }

  private static long place(int first, int level) {
    return (long) first << Integer.SIZE | level;
  }

  private static int first(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  private static int level(long place) {
    return (int) place;
  }
}
