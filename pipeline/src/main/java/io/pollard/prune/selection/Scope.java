package io.pollard.prune.selection;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Groups.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a selection works on: the groups of all prunable layers that it does not exclude.
 *
 * @param network whose groups they are
 * @param prunable names of all prunable layers, excluded ones among them, in network order
 * @param parts one per tensor that is not excluded, in network order
 * @param mask what is still there
 * @param scores one per group of the network, excluded ones among them
 */
record Scope(Network network, List<String> prunable, List<Part> parts, Mask mask, float[] scores) {
  private static final Logger LOG = LoggerFactory.getLogger(Scope.class);

  /**
   * The groups of a tensor.
   *
   * @param block the groups
   * @param first index of the first one among all groups of the network
   */
  record Part(Block block, int first) {
    String layer() {
      return block.slice().layer();
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
    for (Part part : of) {
      int groups = part.block().count();
      for (int group = 0; group < groups; group++) {
        if (part.block().kept(group, mask)) {
          requireNumber(part, group);
          alive[count++] = part.first() + group;
        }
      }
    }
    return new Pool(name, scores, Arrays.copyOf(alive, count), total);
  }

  private void requireNumber(Part part, int group) {
    if (Float.isNaN(scores[part.first() + group])) {
      throw new DataException(
          "Cannot rank %s of %s: a score is not a number (group=%d); look for a training that diverged"
              .formatted(part.block().slice().tensor(), network.name(), group));
    }
  }

  /**
   * The mask without some groups. A layer that loses its last group is allowed, and warned of.
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
      Block block = part.block();
      int groups = block.count();
      for (int group = 0; group < groups; group++) {
        if (gone[part.first() + group]) {
          clear(words, block.start(group), block.size());
        }
      }
    }
    Mask pruned = Mask.ofWords(words, mask.length());
    warnOfEmptied(pruned);
    return pruned;
  }

  private static void clear(long[] words, int start, int size) {
    for (int i = start; i < start + size; i++) {
      words[i >>> 6] &= ~(1L << i);
    }
  }

  private void warnOfEmptied(Mask pruned) {
    for (Part part : parts) {
      if (part.block().kept(pruned) == 0 && part.block().kept(mask) > 0) {
        LOG.warn(
            "Pruning has emptied {} of {}: nothing passes through it any more",
            part.block().slice().tensor(),
            network.name());
      }
    }
  }
}
