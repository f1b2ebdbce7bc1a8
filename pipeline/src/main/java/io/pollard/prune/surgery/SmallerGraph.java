package io.pollard.prune.surgery;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Shape;
import io.pollard.prune.structure.Coupling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The same graph with fewer channels. */
public final class SmallerGraph {
  private SmallerGraph() {}

  /**
   * The graph without some units.
   *
   * @param coupling of the graph
   * @param removed units that go; every node keeps one
   * @throws IllegalArgumentException if a node would lose its last channel
   */
  public static LayerGraph of(LayerGraph graph, Coupling coupling, BitSet removed) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      int channels = kept(coupling.units(node.name()), removed);
      if (channels == 0) {
        throw new IllegalArgumentException(node.name() + " would lose its last channel");
      }
      Shape output = node.output();
      nodes.add(
          new Node(
              node.name(),
              operation(node, channels, coupling, removed),
              node.inputs(),
              new Shape(channels, output.height(), output.width())));
    }
    return new LayerGraph(nodes);
  }

  private static Operation operation(Node node, int channels, Coupling coupling, BitSet removed) {
    if (node.operation() instanceof Convolution c) {
      int given = kept(coupling.units(node.inputs().get(0)), removed);
      return new Convolution(
          given,
          channels,
          c.kernelHeight(),
          c.kernelWidth(),
          c.strideHeight(),
          c.strideWidth(),
          c.padding(),
          c.dilationHeight(),
          c.dilationWidth(),
          c.groups() == c.nIn() ? given : c.groups(),
          c.bias());
    }
    if (node.operation() instanceof Dense d) {
      int given = kept(coupling.features(d, node.inputs().get(0)), removed);
      return new Dense(given, channels, d.bias());
    }
    if (node.operation() instanceof Channels c) {
      int[] before = Arrays.copyOf(coupling.units(node.inputs().get(0)), c.from());
      int from = kept(before, removed);
      return new Channels(from, from + channels);
    }
    if (node.operation() instanceof BatchNorm b) {
      return new BatchNorm(channels, b.epsilon(), b.decay());
    }
    return node.operation();
  }

  private static int kept(int[] units, BitSet removed) {
    return (int) Arrays.stream(units).filter(unit -> !removed.get(unit)).count();
  }
}
