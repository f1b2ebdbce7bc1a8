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

  private Optional<Whole> find(Node end) {
    if (!(end.operation() instanceof Concat) || end.inputs().size() < 2) {
      return Optional.empty();
    }
    List<Node> parts = new ArrayList<>();
    Optional<Node> first = Optional.empty();
    int channels = 0;
    for (String input : end.inputs()) {
      Node part = nodes.get(input);
      Node taken = part == null || part.inputs().isEmpty() ? null : nodes.get(part.inputs().get(0));
      boolean fits =
          part != null
              && taken != null
              && part.operation() instanceof Convolution c
              && c.groups() == 1
              && taken.operation() instanceof Channels ch
              && ch.from() == channels
              && first.map(f -> f.operation().equals(part.operation())).orElse(true)
              && first.map(f -> source(f).equals(source(part))).orElse(true)
              && isReadOnce(part.name())
              && isReadOnce(taken.name());
      if (!fits) {
        return Optional.empty();
      }
      channels = ((Channels) taken.operation()).to();
      first = first.isPresent() ? first : Optional.of(part);
      parts.add(part);
    }
    Convolution one = (Convolution) parts.get(0).operation();
    String source = source(parts.get(0));
    Node given = nodes.get(source);
    boolean all = given != null && given.output().channels() == channels;
    return all
        ? Optional.of(new Whole(source, one.inGroups(parts.size()), parts))
        : Optional.empty();
  }

  private String source(Node part) {
    Node taken = nodes.get(part.inputs().get(0));
    return taken == null ? "" : taken.inputs().get(0);
  }

  private boolean isReadOnce(String name) {
    return readers.getOrDefault(name, List.of()).size() == 1;
  }
}
