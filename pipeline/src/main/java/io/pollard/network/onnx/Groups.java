package io.pollard.network.onnx;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Multiply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What several nodes of a layer graph are in ONNX together: convolutions of all groups of channels
 * that are put behind each other, and repeated pixels that are only multiplied or added.
 */
final class Groups {
  private final Map<String, Node> nodes;
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, Whole> wholes = new HashMap<>();
  private final Set<String> inside = new HashSet<>();

  /**
   * A grouped convolution.
   *
   * @param parts one per group
   */
  record Whole(String source, Convolution convolution, List<Node> parts) {}

  Groups(LayerGraph graph) {
    nodes = graph.byName();
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
      }
    }
    for (Node node : graph.nodes()) {
      find(node)
          .ifPresent(
              whole -> {
                wholes.put(node.name(), whole);
                for (Node part : whole.parts()) {
                  inside.add(part.name());
                  inside.add(part.inputs().get(0));
                }
              });
    }
  }

  /** The grouped convolution that ends in a node. */
  Optional<Whole> whole(Node node) {
    return Optional.ofNullable(wholes.get(node.name()));
  }

  /** Whether a node is a part of a grouped convolution and not its end. */
  boolean isInside(String node) {
    return inside.contains(node);
  }

  /** Whether every reader of a repeated pixel would repeat it by itself. */
  boolean isImplied(Node node) {
    return readers.getOrDefault(node.name(), List.of()).stream()
        .allMatch(
            reader ->
                (reader.operation() instanceof Multiply || reader.operation() instanceof Add)
                    && reader.inputs().stream().anyMatch(input -> isWhole(input)));
  }

  private boolean isWhole(String name) {
    Node node = nodes.get(name);
    return node != null && !(node.operation() instanceof Broadcast);
  }

  /** One group: a convolution and the channels that it reads. */
  private record Part(Node node, Convolution convolution, Channels channels, String source) {}

  private Optional<Part> part(String name) {
    Node node = nodes.get(name);
    if (node == null
        || !(node.operation() instanceof Convolution c)
        || c.groups() != 1
        || !isReadOnce(name)) {
      return Optional.empty();
    }
    Node taken = nodes.get(node.inputs().get(0));
    return taken != null
            && taken.operation() instanceof Channels channels
            && isReadOnce(taken.name())
        ? Optional.of(new Part(node, c, channels, taken.inputs().get(0)))
        : Optional.empty();
  }

  private Optional<Whole> find(Node end) {
    if (!(end.operation() instanceof Concat) || end.inputs().size() < 2) {
      return Optional.empty();
    }
    List<Part> parts = end.inputs().stream().flatMap(input -> part(input).stream()).toList();
    if (parts.size() != end.inputs().size()) {
      return Optional.empty();
    }
    Part first = parts.get(0);
    int channels = 0;
    for (Part part : parts) {
      boolean fits =
          part.convolution().equals(first.convolution())
              && part.source().equals(first.source())
              && part.channels().from() == channels;
      if (!fits) {
        return Optional.empty();
      }
      channels = part.channels().to();
    }
    Node given = nodes.get(first.source());
    return given != null && given.output().channels() == channels
        ? Optional.of(
            new Whole(
                first.source(),
                first.convolution().inGroups(parts.size()),
                parts.stream().map(Part::node).toList()))
        : Optional.empty();
  }

  private boolean isReadOnce(String name) {
    return readers.getOrDefault(name, List.of()).size() == 1;
  }
}
