package io.pollard.prune.surgery;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.Input;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network that reads its input as a plain vector only, drawn as one whose input is that vector:
 * then each value of an example is a channel of its own. Any other network stays as it is.
 */
final class FlatInput {
  private FlatInput() {}

  /**
   * Whether nothing but dense layers read the input, through flattening or directly; so that single
   * values of it can be left out.
   */
  static boolean isFlat(LayerGraph graph) {
    Set<String> vectors = vectors(graph);
    for (Node node : graph.nodes()) {
      boolean reads = node.inputs().stream().anyMatch(vectors::contains);
      if (reads && !(node.operation() instanceof Dense) && !vectors.contains(node.name())) {
        return false;
      }
    }
    return true;
  }

  /** The graph with a vector for an input. */
  static LayerGraph graph(Network network) {
    if (!isFlat(network.graph())) {
      return network.graph();
    }
    Set<String> vectors = vectors(network.graph());
    List<Node> nodes = new ArrayList<>();
    String input = network.graph().nodes().get(0).name();
    for (Node node : network.graph().nodes()) {
      if (node.operation() instanceof Input) {
        Shape vector = Shape.vector(node.output().size());
        nodes.add(new Node(node.name(), node.operation(), List.of(), vector));
      } else if (!vectors.contains(node.name())) {
        List<String> from =
            node.inputs().stream().map(name -> vectors.contains(name) ? input : name).toList();
        nodes.add(new Node(node.name(), node.operation(), from, node.output()));
      }
    }
    return new LayerGraph(nodes);
  }

  /** The input, and what it is flattened to. */
  private static Set<String> vectors(LayerGraph graph) {
    Set<String> vectors = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean flattens =
          node.operation() instanceof Flatten && vectors.contains(node.inputs().get(0));
      if (node.operation() instanceof Input || flattens) {
        vectors.add(node.name());
      }
    }
    return vectors;
  }
}
