package io.pollard.network;

import io.pollard.network.LayerGraph.Node;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a change of some nodes can reach, and what it needs from elsewhere: the cut of a graph
 * behind which everything has to be computed again, and in front of which nothing has. In a chain
 * that is all that lies behind the first changed node; in a residual network the branches that go
 * around it are inputs of the cut.
 *
 * @param nodes the changed nodes and those that depend on one, as far as the loss depends on them,
 *     in the graph's order
 * @param inputs the other nodes that those read, in the graph's order
 */
public record Reach(Set<String> nodes, Set<String> inputs) {

  /**
   * The reach of a change. One pass forward, one backward.
   *
   * @param changed names of nodes; names that the graph does not have are an error
   */
  public static Reach of(LayerGraph graph, Collection<String> changed) {
    Set<String> needed = needed(graph);
    Set<String> nodes = new LinkedHashSet<>();
    Set<String> read = new HashSet<>();
    Set<String> missing = new HashSet<>(changed);
    for (Node node : graph.nodes()) {
      missing.remove(node.name());
      boolean reached =
          changed.contains(node.name()) || node.inputs().stream().anyMatch(nodes::contains);
      if (reached && needed.contains(node.name())) {
        nodes.add(node.name());
        read.addAll(node.inputs());
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("there are no nodes " + missing);
    }
    Set<String> inputs = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (read.contains(node.name()) && !nodes.contains(node.name())) {
        inputs.add(node.name());
      }
    }
    return new Reach(nodes, inputs);
  }

  /** The nodes on which the loss depends. */
  private static Set<String> needed(LayerGraph graph) {
    Set<String> needed = new HashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (i == graph.nodes().size() - 1 || needed.contains(node.name())) {
        needed.add(node.name());
        needed.addAll(node.inputs());
      }
    }
    return needed;
  }
}
