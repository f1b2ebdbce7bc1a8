package io.pollard.engine.onednn;

import static java.util.Objects.requireNonNull;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import io.pollard.network.Slice;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks everything about a network that the library takes on trust: it would read and write past
 * the end of its memory where a shape is wrong.
 */
final class Inspection {
  private final Network network;

  private Inspection(Network network) {
    this.network = network;
  }

  /** Why a network cannot be compiled, or empty. */
  static Optional<String> refusal(Network network) {
    return new Inspection(network).refusal();
  }

  private Optional<String> refusal() {
    List<Node> nodes = network.graph().nodes();
    if (nodes.size() < 2
        || !(nodes.get(0).operation() instanceof Input)
        || !nodes.get(0).output().equals(network.input())
        || !(nodes.get(nodes.size() - 1).operation() instanceof SoftmaxCrossEntropy)) {
      return Optional.of("it is not a graph from one input to one softmax with cross-entropy");
    }
    Map<String, Node> byName = network.graph().byName();
    for (Node node : nodes.subList(1, nodes.size())) {
      List<Shape> inputs =
          node.inputs().stream().map(n -> requireNonNull(byName.get(n)).output()).toList();
      boolean inner = !node.equals(nodes.get(nodes.size() - 1));
      Optional<String> reason = refusal(node, inputs, inner).or(() -> parameters(node));
      if (reason.isPresent()) {
        return Optional.of("layer " + node.name() + " " + reason.get());
      }
    }
    for (Slice slice : network.layout().slices()) {
      if (!byName.containsKey(slice.layer())) {
        return Optional.of("parameters " + slice.tensor() + " belong to no layer");
      }
    }
    if (nodes.get(nodes.size() - 1).output().size() != network.classes()) {
      return Optional.of("its output has not one value for each class");
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(Node node, List<Shape> inputs, boolean inner) {
    if (node.operation() instanceof Opaque opaque) {
      return Optional.of("is of type " + opaque.type() + ", which this engine does not know");
    }
    if (node.operation() instanceof Input || inputs.isEmpty()) {
      return Optional.of("is a second input");
    }
    if (inner && node.operation() instanceof SoftmaxCrossEntropy) {
      return Optional.of("is a loss that is not at the end");
    }
    String setting = setting(node);
    if (!setting.isEmpty()) {
      return Optional.of(setting);
    }
    try {
      Shape expected = Shapes.after(node.operation(), inputs);
      if (!expected.equals(node.output())) {
        return Optional.of("has shape " + node.output() + ", which should be " + expected);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.of("does not fit: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** What is wrong with an operation's settings, or nothing. */
  private static String setting(Node node) {
    if (node.operation() instanceof Convolution c) {
      boolean positive =
          c.nIn() > 0
              && c.nOut() > 0
              && c.kernelHeight() > 0
              && c.kernelWidth() > 0
              && c.strideHeight() > 0
              && c.strideWidth() > 0
              && c.dilationHeight() > 0
              && c.dilationWidth() > 0
              && c.groups() > 0;
      if (!positive || !isPadding(c.padding())) {
        return "is a convolution with a setting out of range";
      }
      boolean divides = c.nIn() % c.groups() == 0 && c.nOut() % c.groups() == 0;
      return divides ? "" : "has channels that do not divide into its groups";
    }
    if (node.operation() instanceof Pooling p) {
      boolean positive =
          p.kernelHeight() > 0
              && p.kernelWidth() > 0
              && p.strideHeight() > 0
              && p.strideWidth() > 0;
      Padding padding = p.padding();
      boolean inside =
          Math.max(padding.top(), padding.bottom()) < p.kernelHeight()
              && Math.max(padding.left(), padding.right()) < p.kernelWidth();
      return positive && isPadding(padding) && inside
          ? ""
          : "is a pooling with a setting out of range";
    }
    if (node.operation() instanceof Dense d) {
      return d.nIn() > 0 && d.nOut() > 0 ? "" : "is a dense layer with a size out of range";
    }
    if (node.operation() instanceof BatchNorm b) {
      boolean valid = b.epsilon() > 0.0 && b.decay() >= 0.0 && b.decay() <= 1.0;
      return valid ? "" : "is a batch norm with epsilon or decay out of range";
    }
    if (node.operation() instanceof Dropout d) {
      return d.drop() >= 0.0 && d.drop() < 1.0 ? "" : "drops a share out of range";
    }
    if (node.operation() instanceof Activation a) {
      return Double.isFinite(a.alpha()) ? "" : "is an activation with a slope out of range";
    }
    return "";
  }

  private static boolean isPadding(Padding padding) {
    return Math.min(
            Math.min(padding.top(), padding.bottom()), Math.min(padding.left(), padding.right()))
        >= 0;
  }

  private Optional<String> parameters(Node node) {
    Map<Role, List<Integer>> expected = new EnumMap<>(Role.class);
    boolean affine = find(node, Role.GAMMA).isPresent() || find(node, Role.BETA).isPresent();
    if (node.operation() instanceof Convolution c) {
      int in = c.nIn() / c.groups();
      boolean depthwise = c.groups() > 1 && in == 1;
      expected.put(
          Role.WEIGHT,
          depthwise
              ? List.of(c.kernelHeight(), c.kernelWidth(), c.nIn(), c.nOut() / c.nIn())
              : List.of(c.nOut(), in, c.kernelHeight(), c.kernelWidth()));
      if (c.bias()) {
        expected.put(Role.BIAS, List.of(c.nOut()));
      }
    } else if (node.operation() instanceof Dense d) {
      expected.put(Role.WEIGHT, List.of(d.nOut(), d.nIn()));
      if (d.bias()) {
        expected.put(Role.BIAS, List.of(d.nOut()));
      }
    } else if (node.operation() instanceof BatchNorm b) {
      expected.put(Role.MEAN, List.of(b.channels()));
      expected.put(Role.VARIANCE, List.of(b.channels()));
      if (affine) {
        expected.put(Role.GAMMA, List.of(b.channels()));
        expected.put(Role.BETA, List.of(b.channels()));
      }
    }
    Map<Role, List<Integer>> found = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      find(node, role).ifPresent(slice -> found.put(role, slice.shape()));
    }
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of("has parameters " + found + ", which should be " + expected);
  }

  private Optional<Slice> find(Node node, Role role) {
    ParameterLayout layout = network.layout();
    return layout.find(node.name(), role);
  }
}
