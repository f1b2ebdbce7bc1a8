package io.pollard.network.onnx;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The order in which nodes are written: each behind what it reads, the first thing that it reads
 * before the second. It follows from what reads what alone. DL4J orders branches that do not depend
 * on each other by their numbers, and numbers them as it finds them, so that in its own order they
 * could change places each time that a network is written and read.
 */
final class WritingOrder {
  private final Map<String, Node> nodes;
  private final Set<String> written = new HashSet<>();
  private final List<Node> order = new ArrayList<>();

  private WritingOrder(LayerGraph graph) {
    nodes = graph.byName();
  }

  /**
   * All nodes of a graph; what the last one does not need comes behind it, in the graph's order.
   */
  static List<Node> of(LayerGraph graph) {
    WritingOrder order = new WritingOrder(graph);
    order.write(graph.nodes().get(graph.nodes().size() - 1));
    graph.nodes().forEach(order::write);
    return List.copyOf(order.order);
  }

  private void write(Node wanted) {
    Deque<Node> open = new ArrayDeque<>(List.of(wanted));
    while (!open.isEmpty()) {
      Node node = Objects.requireNonNull(open.peek());
      List<Node> missing =
          node.inputs().stream()
              .filter(name -> !written.contains(name))
              .map(name -> Objects.requireNonNull(nodes.get(name)))
              .toList();
      if (!missing.isEmpty()) {
        open.push(missing.get(0));
      } else {
        open.pop();
        if (written.add(node.name())) {
          order.add(node);
        }
      }
    }
  }
}
