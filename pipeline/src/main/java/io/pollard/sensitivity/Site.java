package io.pollard.sensitivity;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is pruned together in one cell: a layer, or, where channels are removed, all layers that are
 * coupled to it, with biases, batch norm and what reads the channels. So no row says that nothing
 * is lost because a partner layer hid it.
 *
 * @param position place of its first layer among the layers with parameters, from 0
 * @param block its groups
 * @param slices everything that a pruning there may change, in network order
 * @param members names of the layers whose weights are pruned for their own sake: those that make
 *     the channels
 */
record Site(int position, Block block, List<Slice> slices, List<String> members) {

  Site {
    slices = List.copyOf(slices);
    members = List.copyOf(members);
  }

  /** The site of a block. */
  static Site of(Network network, Block block) {
    List<String> layers = network.layout().slices().stream().map(Slice::layer).distinct().toList();
    return new Site(layers.indexOf(block.layer()), block, slices(network, block), members(block));
  }

  private static List<Slice> slices(Network network, Block block) {
    BitSet touched = new BitSet();
    int count = block.count();
    for (int group = 0; group < count; group++) {
      block.forEachPruned(group, touched::set);
    }
    return network.layout().slices().stream()
        .filter(
            slice -> {
              int next = touched.nextSetBit(slice.offset());
              return next >= 0 && next < slice.end();
            })
        .toList();
  }

  private static List<String> members(Block block) {
    if (!(block instanceof Channels channels)) {
      return List.of(block.layer());
    }
    Set<String> members = new LinkedHashSet<>();
    for (ChannelGroup group : channels.groups()) {
      group
          .parts()
          .forEach(
              part -> {
                boolean makes =
                    part.kind() == ChannelGroup.Kind.FILTER
                        || part.kind() == ChannelGroup.Kind.DEPTHWISE;
                if (makes) {
                  members.add(part.slice().layer());
                }
              });
    }
    return List.copyOf(members);
  }

  /** Names of the layers of which something may change. */
  Set<String> layers() {
    Set<String> layers = new LinkedHashSet<>();
    slices.forEach(slice -> layers.add(slice.layer()));
    return layers;
  }

  String layer() {
    return block.layer();
  }

  /** The indices of the flat vector that go with the groups that a mask of all sites prunes. */
  BitSet gone(Mask mask) {
    BitSet gone = new BitSet();
    int count = block.count();
    for (int group = 0; group < count; group++) {
      if (!block.kept(group, mask)) {
        block.forEachPruned(group, gone::set);
      }
    }
    return gone;
  }

  /** Number of prunable weights that go if all its groups do. */
  int weights() {
    BitSet all = new BitSet();
    int count = block.count();
    for (int group = 0; group < count; group++) {
      block.forEachPruned(group, all::set);
    }
    return prunable(all);
  }

  /** How many of some indices are of prunable weights. */
  int prunable(BitSet indices) {
    int count = 0;
    for (Slice slice : slices) {
      if (slice.prunable()) {
        count += indices.get(slice.offset(), slice.end()).cardinality();
      }
    }
    return count;
  }
}
