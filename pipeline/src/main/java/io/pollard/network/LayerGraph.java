package io.pollard.network;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as a directed acyclic graph of {@link Operation}s, in topological order. The node of a
 * layer with parameters bears the layer's name in the {@link ParameterLayout}; what DL4J folds into
 * one layer (an activation, a softmax) is a node of its own, named {@code layer:activation} or
 * {@code layer:loss}.
 *
 * @param nodes each behind all its inputs; the first is the input, the last the loss
 */
public record LayerGraph(List<Node> nodes) {

  /**
   * One operation.
   *
   * @param name unique in the graph
   * @param operation what it computes
   * @param inputs names of the nodes it reads, in order
   * @param output shape of its result, for one example
   */
  public record Node(String name, Operation operation, List<String> inputs, Shape output) {
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * @throws IllegalArgumentException if a name is used twice or a node reads one that is not before
   *     it
   */
  public LayerGraph {
    nodes = List.copyOf(nodes);
    Set<String> seen = new HashSet<>();
    for (Node node : nodes) {
      if (!seen.containsAll(node.inputs())) {
        throw new IllegalArgumentException(
            "node " + node.name() + " reads a node that is not before it");
      }
      if (!seen.add(node.name())) {
        throw new IllegalArgumentException("two nodes are named " + node.name());
      }
    }
  }

  /** The nodes by name. */
  public Map<String, Node> byName() {
    Map<String, Node> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.name(), node));
    return byName;
  }
}
