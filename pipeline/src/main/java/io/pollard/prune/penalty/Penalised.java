package io.pollard.prune.penalty;

import io.pollard.UserException;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.prune.selection.LayerNames;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Structure;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/** The groups of a structure that a penalty acts on. */
record Penalised(int[] members, int[] sizes, int[] layers) {

  /**
   * The groups of all layers that are not excluded: what is a group's own.
   *
   * @param biases whether a channel's biases belong to its group
   * @param exclude names of layers, see {@link LayerNames}
   * @throws UserException if a name means no layer, or nothing is left
   */
  static Penalised of(
      Penalty penalty, Network network, Structure structure, boolean biases, List<String> exclude) {
    List<Block> blocks = structure.groups(network).blocks();
    List<String> names = blocks.stream().map(Block::layer).distinct().toList();
    Set<String> excluded = LayerNames.matching(exclude, names, "exclude");
    List<Block> left = blocks.stream().filter(b -> !excluded.contains(b.layer())).toList();
    if (left.isEmpty()) {
      throw new UserException(
          "Cannot penalise %s with %s: it has no groups of that structure, or all are excluded (structure=%s, exclude=%s); choose another structure or exclude fewer layers"
              .formatted(network.name(), penalty.name(), structure.name(), exclude));
    }
    int count = left.stream().mapToInt(Block::count).sum();
    int[] members = new int[network.layout().length()];
    Arrays.fill(members, Term.NONE);
    int[] sizes = new int[count];
    int[] layers = new int[count];
    int next = 0;
    for (int layer = 0; layer < left.size(); layer++) {
      Block block = left.get(layer);
      int groups = block.count();
      for (int group = 0; group < groups; group++) {
        int number = next++;
        IntConsumer join =
            i -> {
              members[i] = number;
              sizes[number]++;
            };
        block.forEachOwn(group, join);
        if (biases && block instanceof Channels channels) {
          forEachBias(channels.groups().get(group), join);
        }
        layers[number] = block.floor() > 0 ? layer : Term.NONE;
      }
    }
    return new Penalised(members, sizes, layers);
  }

  private static void forEachBias(ChannelGroup group, IntConsumer index) {
    group
        .parts(ChannelGroup.Kind.VALUE)
        .filter(part -> part.slice().role() == Role.BIAS)
        .forEach(part -> part.span().forEach(index));
  }

  /**
   * The term of a penalty of these groups.
   *
   * @param scaled whether a group counts by the root of its size
   */
  Term term(double coefficient, boolean scaled, Form form, double l1, Term.Step step) {
    double[] strengths =
        Arrays.stream(sizes)
            .mapToDouble(size -> scaled ? coefficient * Math.sqrt(size) : coefficient)
            .toArray();
    return new Term(members, strengths, layers, form, l1, step);
  }

  /**
   * @throws IllegalArgumentException if a coefficient is negative or no number
   */
  static void require(String key, double coefficient) {
    if (!(coefficient >= 0.0) || Double.isInfinite(coefficient)) {
      throw new IllegalArgumentException(key + " is at least 0, found " + coefficient);
    }
  }
}
