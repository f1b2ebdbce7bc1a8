package io.pollard.prune.repair;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network of which something was selected to go.
 *
 * @param network its architecture
 * @param groups what is removed as one
 * @param weights values over the layout as they stand; not to be changed
 * @param before what was there before the selection
 * @param mask what the selection leaves
 * @param seed of the replicate, level and moment, for repairs that draw
 */
public record Damage(
    Network network, Groups groups, float[] weights, Mask before, Mask mask, long seed) {

  /**
   * The blocks, all of channels.
   *
   * @throws UserException if one is of something else
   */
  List<Channels> channels(Repair repair) {
    List<Channels> channels = new ArrayList<>();
    for (Block block : groups.blocks()) {
      if (!(block instanceof Channels some)) {
        throw new UserException(
            "Cannot repair %s by %s: it makes up for whole channels, and single weights were pruned (tensor=%s); set structure to filter or neuron, or repair to none"
                .formatted(network.name(), repair.name(), block.name()));
      }
      channels.add(some);
    }
    return channels;
  }

  /** Numbers of a block's groups that stay, ascending. */
  int[] kept(Block block) {
    return IntStream.range(0, block.count()).filter(group -> block.kept(group, mask)).toArray();
  }

  /** Numbers of a block's groups that were there and go, ascending. */
  int[] gone(Block block) {
    return IntStream.range(0, block.count())
        .filter(group -> block.kept(group, before) && !block.kept(group, mask))
        .toArray();
  }

  /** A copy of the weights in which everything that was pruned before is 0. */
  float[] masked() {
    float[] masked = weights.clone();
    before.apply(masked);
    return masked;
  }

  /** What is left of a mask without some groups of a block. */
  static Mask without(Mask mask, Block block, int[] gone) {
    BitSet pruned = new BitSet(mask.length());
    for (int group : gone) {
      block.forEachPruned(group, pruned::set);
    }
    return Mask.of(mask.length(), i -> mask.kept(i) && !pruned.get(i));
  }

  /** Sets what other layers take from a channel to 0. */
  static void dropColumns(ChannelGroup group, float[] weights) {
    group
        .parts(ChannelGroup.Kind.COLUMN)
        .map(ChannelGroup.Part::span)
        .forEach(span -> clear(span, weights));
  }

  private static void clear(Span span, float[] weights) {
    span.forEach(i -> weights[i] = 0.0f);
  }
}
