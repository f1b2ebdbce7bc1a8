package io.pollard.prune.repair;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.prune.structure.ChannelGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The way of a layer's channels to the layers that read them, where it is positively homogeneous: a
 * channel that is S times as large where it leaves the layer (or the batch norm right behind it), S
 * not negative, arrives S times as large. So ReLU, leaky ReLU, pooling, dropout, flattening,
 * concatenation and multiplication by a constant may lie on it; sums and products with other nodes,
 * other activations, depthwise convolutions and further batch norms may not.
 *
 * @param maker the layer that makes the channels
 * @param norm the batch norm right behind it
 */
record Passage(Node maker, Optional<Node> norm) {

  /** The way of some channels, or nothing if it is not of this kind. */
  static Optional<Passage> of(Network network, ChannelGroup group) {
    boolean depthwise = group.parts(ChannelGroup.Kind.DEPTHWISE).findAny().isPresent();
    if (depthwise || group.filters().count() != 1) {
      return Optional.empty();
    }
    Node maker = Objects.requireNonNull(network.graph().byName().get(group.layer()));
    List<Node> readers = readers(network, maker);
    boolean normed = readers.size() == 1 && readers.get(0).operation() instanceof BatchNorm;
    Optional<Node> norm = normed ? Optional.of(readers.get(0)) : Optional.empty();
    return isHomogeneous(network, norm.orElse(maker))
        ? Optional.of(new Passage(maker, norm))
        : Optional.empty();
  }

  /** The nodes that read a node. */
  static List<Node> readers(Network network, Node node) {
    return network.graph().nodes().stream()
        .filter(reader -> reader.inputs().contains(node.name()))
        .toList();
  }

  private static boolean isHomogeneous(Network network, Node from) {
    Deque<Node> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      for (Node reader : readers(network, open.pop())) {
        Operation operation = reader.operation();
        boolean ends =
            operation instanceof Dense || (operation instanceof Convolution c && c.groups() == 1);
        if (!ends && !passes(operation)) {
          return false;
        }
        if (!ends) {
          open.push(reader);
        }
      }
    }
    return true;
  }

  private static boolean passes(Operation operation) {
    if (operation instanceof Activation activation) {
      return switch (activation.function()) {
        case RELU, LEAKY_RELU -> true;
        case RELU6, SIGMOID, TANH, HARD_SIGMOID, HARD_SWISH -> false;
      };
    }
    return operation instanceof Pooling
        || operation instanceof GlobalPooling
        || operation instanceof Dropout
        || operation instanceof Flatten
        || operation instanceof Concat
        || operation instanceof Channels
        || operation instanceof Broadcast
        || operation instanceof Scale;
  }
}
