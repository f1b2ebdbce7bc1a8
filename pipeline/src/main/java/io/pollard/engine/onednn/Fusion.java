package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Pooling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes are computed together: an activation with the convolution, dense layer, batch norm or
 * sum whose only reader it is.
 *
 * <p>A ReLU between a convolution and max pooling is applied by the convolution on the way forward
 * and behind the pooling on the way back, where the gradient is smaller: a window's maximum is
 * positive if and only if the ReLU let its cell through.
 */
final class Fusion {
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Set<String> visible;
  private final boolean learning;

  /**
   * One node, or two that are one.
   *
   * @param node the first
   * @param activation the function behind it, if it is fused
   * @param activationBackward whether the way back through the activation is this step's
   * @param reluOfSource whether the way back through the source's ReLU is this step's
   */
  record Step(
      Node node, Optional<Node> activation, boolean activationBackward, boolean reluOfSource) {

    /** The node whose value the step computes. */
    String output() {
      return activation.orElse(node).name();
    }

    Optional<Activation> function() {
      return activation.map(a -> (Activation) a.operation());
    }
  }

  private Fusion(LayerGraph graph, Set<String> visible, boolean learning) {
    this.visible = visible;
    this.learning = learning;
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
      }
    }
  }

  /**
   * The steps of some nodes of a graph.
   *
   * @param nodes in order
   * @param visible nodes whose own values are given or wanted, so that they are not fused away
   * @param learning whether there is a way back
   */
  static List<Step> steps(
      LayerGraph graph, List<Node> nodes, Set<String> visible, boolean learning) {
    Fusion fusion = new Fusion(graph, visible, learning);
    Set<String> absorbed = new HashSet<>();
    Set<String> deferred = new HashSet<>();
    Set<String> present = new HashSet<>();
    nodes.forEach(node -> present.add(node.name()));
    List<Step> steps = new ArrayList<>();
    for (Node node : nodes) {
      if (absorbed.contains(node.name())) {
        continue;
      }
      Optional<Node> activation =
          fusion.activationOf(node).filter(next -> present.contains(next.name()));
      activation.ifPresent(next -> absorbed.add(next.name()));
      boolean later = activation.filter(next -> fusion.isPooled(node, next)).isPresent();
      if (later) {
        deferred.add(activation.get().name());
      }
      boolean reluOfSource = node.inputs().stream().anyMatch(deferred::contains);
      steps.add(new Step(node, activation, !later, reluOfSource));
    }
    return steps;
  }

  private Optional<Node> activationOf(Node node) {
    return onlyReader(node)
        .filter(next -> next.operation() instanceof Activation)
        .filter(next -> canFuse(node, (Activation) next.operation()));
  }

  private Optional<Node> onlyReader(Node node) {
    List<Node> all = readers.getOrDefault(node.name(), List.of());
    return all.size() == 1 && !visible.contains(node.name())
        ? Optional.of(all.get(0))
        : Optional.empty();
  }

  private boolean canFuse(Node node, Activation activation) {
    if (node.operation() instanceof BatchNorm) {
      return activation.function() == Function.RELU;
    }
    List<Elementwise> functions = Elementwise.of(activation);
    return (node.operation() instanceof Convolution
            || node.operation() instanceof Dense
            || node.operation() instanceof Add)
        && functions.size() == 1
        && (!learning || functions.get(0).fromOutput());
  }

  private boolean isPooled(Node node, Node activation) {
    return learning
        && node.operation() instanceof Convolution
        && ((Activation) activation.operation()).function() == Function.RELU
        && onlyReader(activation)
            .filter(next -> next.operation() instanceof Pooling pooling && pooling.max())
            .isPresent();
  }
}
