package io.pollard.sensitivity;

import io.pollard.engine.Variant.Smaller;
import io.pollard.network.LayerGraph;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Reach;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Coupling;
import io.pollard.prune.surgery.SmallerGraph;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The networks of cells without the channels that they remove, so that nobody computes those. How
 * many channels stay is rounded up to a multiple that the engine computes at once; channels that
 * stay for that alone are the first of the removed ones, and 0.
 */
final class SmallerCells {
  /**
   * Share of the multiply-accumulates behind the cut from which it pays to compile another network.
   */
  private static final double WORTH_IT = 0.9;

  private final Network network;
  private final int multiple;
  private final Coupling coupling;

  /**
   * @param multiple in whole multiples of which channels stay, at least 1
   */
  SmallerCells(Network network, int multiple) {
    this.network = network;
    this.multiple = multiple;
    coupling = Coupling.of(network.graph());
  }

  /** The network of a cell; empty where no channels go, or so few that it does not pay. */
  Optional<Smaller> of(Cell cell) {
    BitSet removed = removed(cell);
    if (removed.isEmpty()) {
      return Optional.empty();
    }
    Set<String> reached = Reach.of(network.graph(), cell.site().layers()).nodes();
    LayerGraph graph = SmallerGraph.of(network.graph(), coupling, removed);
    if (macs(graph, reached) > WORTH_IT * macs(network.graph(), reached)) {
      return Optional.empty();
    }
    SmallerNetwork smaller = Surgery.remove(network, coupling, removed);
    return Optional.of(new Smaller(smaller.network(), smaller.origin()));
  }

  private static long macs(LayerGraph graph, Set<String> reached) {
    return graph.nodes().stream()
        .filter(node -> reached.contains(node.name()))
        .mapToLong(NetworkCounts::macs)
        .sum();
  }

  /** The units that are taken out. */
  private BitSet removed(Cell cell) {
    BitSet removed = new BitSet();
    if (cell.site().block() instanceof Channels channels) {
      List<ChannelGroup> groups = channels.groups();
      int[] gone =
          IntStream.range(0, groups.size())
              .filter(i -> !groups.get(i).isKept(cell.choice().mask()))
              .toArray();
      int kept = groups.size() - gone.length;
      int padding = Math.min(gone.length, (multiple - kept % multiple) % multiple);
      for (int i = padding; i < gone.length; i++) {
        ChannelGroup group = groups.get(gone[i]);
        removed.set(coupling.units(group.layer())[group.channel()]);
      }
    }
    return removed;
  }
}
