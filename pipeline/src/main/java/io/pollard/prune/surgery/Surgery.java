package io.pollard.prune.surgery;

import io.pollard.UserException;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.structure.Coupling;
import java.util.BitSet;

/**
 * Makes networks smaller by taking channels out of them: every layer that makes, passes on or reads
 * one loses its rows, values and columns. What is left computes what the whole network computes
 * under the mask, up to the order of summation.
 */
public final class Surgery {
  private Surgery() {}

  /**
   * The network without the channels that a mask leaves without effect (see {@link InertChannels}).
   *
   * @throws UserException if the network has a layer whose kind is not known in detail
   */
  public static SmallerNetwork remove(Network network, Mask mask) {
    Coupling coupling = Coupling.of(network.graph());
    return remove(
        network,
        coupling,
        InertChannels.of(network, coupling, mask, InertChannels.Purpose.INFERENCE));
  }

  /**
   * The network without some channels. Exact where they are inert.
   *
   * @param coupling of the network
   * @param removed units that go, none of them frozen; every node keeps one
   * @throws UserException if the network has a layer whose kind is not known in detail
   * @throws IllegalArgumentException if a node would lose its last channel
   */
  public static SmallerNetwork remove(Network network, Coupling coupling, BitSet removed) {
    requireKnown(network);
    LayerGraph graph = SmallerGraph.of(network.graph(), coupling, removed);
    Network smaller = Dl4jNetworks.fromGraph(network.name(), graph);
    return new SmallerNetwork(
        smaller,
        new Origins(network.graph(), smaller, network.layout(), coupling, removed).find(),
        network.layout().length());
  }

  private static void requireKnown(Network network) {
    for (Node node : network.graph().nodes()) {
      if (node.operation() instanceof Opaque opaque) {
        throw new UserException(
            "Cannot make %s smaller: of layer %s nothing is known but its kind (kind=%s); leave the network as it is, under its mask"
                .formatted(network.name(), node.name(), opaque.type()));
      }
    }
  }
}
