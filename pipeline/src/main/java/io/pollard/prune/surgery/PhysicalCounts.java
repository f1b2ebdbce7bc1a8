package io.pollard.prune.surgery;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.prune.structure.Coupling;
import java.util.HashMap;
import java.util.Map;

/** What a network costs once the channels that a mask leaves without effect are taken out. */
public final class PhysicalCounts {
  private PhysicalCounts() {}

  /**
   * Multiply-accumulates of each node for one example, by name; see {@link InertChannels}. What is
   * pruned within a channel that stays counts in full.
   */
  public static Map<String, Long> of(Network network, Mask mask) {
    Coupling coupling = Coupling.of(network.graph());
    Map<String, Long> macs = new HashMap<>();
    for (Node node :
        SmallerGraph.of(
                network.graph(),
                coupling,
                InertChannels.of(network, coupling, mask, InertChannels.Purpose.INFERENCE))
            .nodes()) {
      macs.put(node.name(), NetworkCounts.macs(node));
    }
    return macs;
  }
}
