package io.pollard.prune.selection;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a selection works on: the groups of all prunable layers that it does not exclude.
 *
 * @param network whose groups they are
 * @param prunable names of all prunable layers, excluded ones among them, in network order
 * @param parts the blocks that are not excluded, in network order
 * @param mask what is still there
 * @param scores one per group of the network, excluded ones among them
 */
record Scope(Network network, List<String> prunable, List<Part> parts, Mask mask, float[] scores) {
  private static final Logger LOG = LoggerFactory.getLogger(Scope.class);

  /**
   * The groups of a block.
   *
   * @param block the groups
   * @param first index of the first one among all groups of the network
   */
  record Part(Block block, int first) {
    String layer() {
      return block.layer();
    }
  }

  /**
   * @param exclude names of layers, see {@link LayerNames}
   * @throws UserException if a name means no layer, or nothing is left
   */
  static Scope of(Network network, Groups groups, Mask mask, float[] scores, List<String> exclude) {
    List<Part> parts = new ArrayList<>();
    int first = 0;
    for (Block block : groups.blocks()) {
      parts.add(new Part(block, first));
      first += block.count();
    }
    if (scores.length != first) {
      throw new IllegalArgumentException(scores.length + " scores for " + first + " groups");
    }
    if (parts.isEmpty()) {
      throw new UserException(
          "Cannot prune %s: it has nothing of the chosen structure that may go (groups=0); choose another structure"
              .formatted(network.name()));
    }
    List<String> prunable = layers(parts);
    Set<String> excluded = LayerNames.matching(exclude, prunable, "exclude");
    List<Part> included = parts.stream().filter(part -> !excluded.contains(part.layer())).toList();
    if (included.isEmpty()) {
      throw new UserException(
          "Cannot prune %s: no prunable layer is left (exclude=%s); exclude fewer layers"
              .formatted(network.name(), exclude));
    }
    return new Scope(network, prunable, included, mask, scores);
  }

  /** Names of the layers that are not excluded, in network order. */
  List<String> layers() {
    return layers(parts);
  }

  private static List<String> layers(List<Part> parts) {
    return parts.stream().map(Part::layer).distinct().toList();
  }

  /** Number of groups in the dense network. */
  int total() {
    return parts.stream().mapToInt(part -> part.block().count()).sum();
  }

  /** Number of groups that are still there. */
  int alive() {
    return parts.stream().mapToInt(part -> part.block().kept(mask)).sum();
  }

  /** All groups, to be ranked together. */
  Pool pool() {
    return pool(network.name(), parts);
  }

  /** The groups of a layer. */
  Pool pool(String layer) {
    return pool(
        "layer " + layer, parts.stream().filter(part -> part.layer().equals(layer)).toList());
  }

  private Pool pool(String name, List<Part> of) {
    int total = of.stream().mapToInt(part -> part.block().count()).sum();
    int[] alive = new int[total];
    int count = 0;
    int[] removable = new int[total];
    int removableCount = 0;
    for (Part part : of) {
      int[] some = alive(part);
      System.arraycopy(some, 0, alive, count, some.length);
      count += some.length;
      int[] fewer = removable(part, some);
      System.arraycopy(fewer, 0, removable, removableCount, fewer.length);
      removableCount += fewer.length;
    }
    return new Pool(
        name, scores, Arrays.copyOf(alive, count), Arrays.copyOf(removable, removableCount), total);
  }

  private int[] alive(Part part) {
    int groups = part.block().count();
    int[] alive = new int[groups];
    int count = 0;
    for (int group = 0; group < groups; group++) {
      if (part.block().kept(group, mask)) {
        requireNumber(part, group);
        alive[count++] = part.first() + group;
      }
    }
    return Arrays.copyOf(alive, count);
  }

  private int[] removable(Part part, int[] alive) {
    if (part.block() instanceof Pattern pattern) {
      return pattern.removable(alive, scores, part.first());
    }
    return part.block().floor() == 0 ? alive : withoutLast(alive);
  }

  /** All but the one with the highest score, of several the one with the highest index. */
  private int[] withoutLast(int[] groups) {
    return groups.length == 0 ? groups : Ranking.smallest(scores, groups, groups.length - 1);
  }

  private void requireNumber(Part part, int group) {
    if (Float.isNaN(scores[part.first() + group])) {
      throw new DataException(
          "Cannot rank %s of %s: a score is not a number (group=%d); look for a training that diverged"
              .formatted(part.block().name(), network.name(), group));
    }
  }

  /**
   * The mask without some groups. Of a block whose groups stay in multiples, as many of the chosen
   * as it takes to the next multiple stay too, those with the highest scores. A tensor that loses
   * its last group is allowed, and warned of.
   *
   * @param chosen groups to prune, as indices among all groups of the network
   */
  Mask without(List<int[]> chosen) {
    boolean[] gone = new boolean[scores.length];
    for (int[] some : chosen) {
      for (int group : some) {
        gone[group] = true;
      }
    }
    long[] words = mask.words();
    for (Part part : parts) {
      for (int group : goneOf(part, gone)) {
        part.block().forEachPruned(group - part.first(), i -> clear(words, i));
      }
    }
    Mask pruned = Mask.ofWords(words, mask.length());
    warnOfEmptied(pruned);
    return pruned;
  }

  private static void clear(long[] words, int index) {
    words[index >>> 6] &= ~(1L << index);
  }

  /** The groups of a part that go. */
  private int[] goneOf(Part part, boolean[] gone) {
    Block block = part.block();
    int[] some =
        IntStream.range(part.first(), part.first() + block.count()).filter(g -> gone[g]).toArray();
    if (block.multiple() == 1 || some.length == 0) {
      return some;
    }
    int kept = block.kept(mask) - some.length;
    int missing = Math.floorMod(-kept, block.multiple());
    return Ranking.smallest(scores, some, Math.max(0, some.length - missing));
  }

  private void warnOfEmptied(Mask pruned) {
    for (Part part : parts) {
      if (part.block().kept(pruned) == 0 && part.block().kept(mask) > 0) {
        LOG.warn(
            "Pruning has emptied {} of {}: nothing passes through it any more",
            part.block().name(),
            network.name());
      }
    }
  }
}
