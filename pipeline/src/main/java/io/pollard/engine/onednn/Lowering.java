package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;

/**
 * Turns nodes into calls: forward in the graph's order, then backward in the opposite one. What
 * each operation becomes is written in a class of its own; here are values, gradients and orders.
 */
final class Lowering {
  private final LayerGraph graph;
  private final int batch;
  private final Mode mode;
  private final Element element;
  private final Layout layout;
  private final Parameters parameters;
  private final Exchange exchange;
  private final ProgramBuilder builder;
  private final Map<String, Node> nodes;
  private final Map<String, Tensor> values = new HashMap<>();
  private final Set<String> learned = new HashSet<>();
  private final Deque<Backward> backwards = new ArrayDeque<>();
  private final Map<String, List<Gradient>> gradients = new HashMap<>();

  /**
   * A gradient of the loss by a node's value.
   *
   * @param exclusive whether nothing else reads the tensor, so that it may be overwritten
   */
  record Gradient(Tensor tensor, boolean exclusive) {}

  private record Backward(String output, List<Slice> slices, Consumer<Gradient> body) {}

  Lowering(
      LayerGraph graph,
      int batch,
      Mode mode,
      Element element,
      Parameters parameters,
      Exchange exchange,
      ProgramBuilder builder) {
    this.graph = graph;
    this.batch = batch;
    this.mode = mode;
    this.element = element;
    this.layout = Layout.of(graph);
    this.parameters = parameters;
    this.exchange = exchange;
    this.builder = builder;
    nodes = graph.byName();
  }

  /**
   * Gives a node's value from outside: {@code [batch, channels, height, width]}. It takes the type
   * that the node would have given it, so that a cut changes no bits.
   */
  Tensor given(String name) {
    builder.node(name);
    Tensor tensor = builder.input(plain(shape(name)));
    boolean isInput = graph.nodes().get(0).name().equals(name);
    Descriptor order = tensor.descriptor();
    values.put(name, isInput || isLogits(name) ? tensor : convert(tensor, order.as(element)));
    return tensor;
  }

  /** Gives a node's value where it lies, in an order that a program of the same network left. */
  void given(String name, Tensor tensor) {
    values.put(name, tensor);
  }

  /** Computes nodes, and the gradients of their parameters if the mode says so. */
  void lower(List<Node> wanted, Set<String> visible) {
    for (Fusion.Step step : Fusion.steps(graph, wanted, visible, mode.isLearning())) {
      forward(step);
    }
    while (!backwards.isEmpty()) {
      backward(backwards.pop());
    }
  }

  private void forward(Fusion.Step step) {
    Node node = step.node();
    builder.node(node.name());
    boolean own = parameters.find(node.name(), Role.WEIGHT).isPresent();
    own |= parameters.find(node.name(), Role.GAMMA).isPresent();
    boolean constant = node.operation() instanceof Scale s && s.factor() == 0.0;
    if (own || (!constant && node.inputs().stream().anyMatch(learned::contains))) {
      learned.add(step.output());
    }
    if (node.operation() instanceof Convolution c) {
      LoweredConvolution.lower(this, step, c);
    } else if (node.operation() instanceof Dense d) {
      if (LoweredFirstDense.suits(this, node)) {
        LoweredFirstDense.lower(this, step, d);
      } else {
        LoweredDense.lower(this, step, d);
      }
    } else if (node.operation() instanceof BatchNorm b) {
      LoweredNorm.lower(this, step, b);
    } else if (node.operation() instanceof Activation a) {
      LoweredFunctions.lower(this, node, Elementwise.of(a));
    } else if (node.operation() instanceof Scale s) {
      LoweredFunctions.scale(this, node, s.factor());
    } else if (node.operation() instanceof Shift s) {
      LoweredFunctions.lower(this, node, List.of(Elementwise.linear(1.0, s.amount())));
    } else if (node.operation() instanceof Pooling p) {
      LoweredPooling.lower(this, step, p);
    } else if (node.operation() instanceof GlobalPooling g) {
      LoweredPooling.lower(this, step, LoweredPooling.whole(shape(node.inputs().get(0)), g));
    } else if (node.operation() instanceof Add) {
      LoweredJoins.add(this, step);
    } else if (node.operation() instanceof Multiply) {
      LoweredProducts.multiply(this, node);
    } else if (node.operation() instanceof Broadcast b) {
      LoweredProducts.broadcast(this, node, b);
    } else if (node.operation() instanceof Concat) {
      LoweredJoins.concat(this, node);
    } else if (node.operation() instanceof Channels c) {
      LoweredJoins.channels(this, node, c);
    } else if (node.operation() instanceof Flatten) {
      value(node.name(), value(node.inputs().get(0)));
      onBackward(node.name(), List.of(), gradient -> pass(node.inputs().get(0), gradient));
    } else if (node.operation() instanceof Dropout d) {
      LoweredDropout.lower(this, node, d.drop(), graph.nodes().indexOf(node));
    } else if (node.operation() instanceof SoftmaxCrossEntropy) {
      LoweredLoss.lower(this, node);
    } else {
      throw new IllegalStateException("node " + node.name() + " cannot be compiled");
    }
  }

  private void backward(Backward backward) {
    List<Gradient> all = gradients.getOrDefault(backward.output(), new ArrayList<>());
    if (!all.isEmpty()) {
      backward.body().accept(LoweredJoins.sum(this, all));
    } else {
      for (Slice slice : backward.slices()) {
        Tensor tensor = parameters.gradient(slice);
        builder.act(
            List.of(tensor),
            () -> Pointer.memset(tensor.storage().pointer(), 0, tensor.descriptor().bytes()));
      }
    }
  }

  /** Says how a step's gradient goes on; only where there is a way back. */
  void onBackward(String output, List<Slice> slices, Consumer<Gradient> body) {
    if (needsGradient(output)) {
      backwards.push(new Backward(output, slices, body));
    }
  }

  /**
   * A part of a node: names what it computes, and says how the gradient goes through it.
   *
   * @param name of the part; the node's own if it is the last
   * @param source name of the part or node that it reads
   */
  void chain(String name, String source, Tensor result, UnaryOperator<Gradient> body) {
    if (learned.contains(source)) {
      learned.add(name);
    }
    value(name, result);
    onBackward(name, List.of(), gradient -> pass(source, body.apply(gradient)));
  }

  /** Hands a gradient to a node. */
  void pass(String name, Gradient gradient) {
    if (needsGradient(name)) {
      Tensor tensor = convert(gradient.tensor(), value(name).descriptor());
      boolean same = tensor.storage() == gradient.tensor().storage();
      gradients
          .computeIfAbsent(name, n -> new ArrayList<>())
          .add(new Gradient(tensor, !same || gradient.exclusive()));
    }
  }

  /** Whether a node's value is the batch's features as they are given. */
  boolean isInput(String name) {
    return value(name).storage() == value(graph.nodes().get(0).name()).storage();
  }

  /** Whether something with parameters lies at a node or before it. */
  boolean needsGradient(String name) {
    return mode.isLearning() && learned.contains(name);
  }

  int batch() {
    return batch;
  }

  Mode mode() {
    return mode;
  }

  Layout layout() {
    return layout;
  }

  /** The type of activations, of their gradients, and of weights as kernels read them. */
  Element element() {
    return element;
  }

  /** Whether a node's value goes into the loss. */
  boolean isLogits(String name) {
    return graph.nodes().get(graph.nodes().size() - 1).inputs().contains(name);
  }

  /** The network's order of images of a shape. */
  Descriptor order(Shape shape) {
    return layout.image(element, batch, shape);
  }

  Parameters parameters() {
    return parameters;
  }

  Exchange exchange() {
    return exchange;
  }

  ProgramBuilder builder() {
    return builder;
  }

  Resources owner() {
    return builder.resources();
  }

  Shape shape(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("there is no node " + name);
    }
    return node.output();
  }

  boolean hasValue(String name) {
    return values.containsKey(name);
  }

  Tensor value(String name) {
    Tensor tensor = values.get(name);
    if (tensor == null) {
      throw new IllegalStateException("node " + name + " has no value yet");
    }
    return tensor;
  }

  void value(String name, Tensor tensor) {
    values.put(name, tensor);
  }

  /** A node's value as an image in the network's order. */
  Tensor image(String name) {
    return convert(value(name), order(shape(name)));
  }

  /** A node's value as {@code [batch, size]} in C order. */
  Tensor vector(String name) {
    return convert(value(name), Descriptor.plain(element, batch, shape(name).size()));
  }

  /** C order in single precision, with the image's axes unless it is a vector. */
  Descriptor plain(Shape shape) {
    return shape.isVector()
        ? Descriptor.plain(batch, shape.channels())
        : Descriptor.plain(batch, shape.channels(), shape.height(), shape.width());
  }

  /** The same values in another order or type: the same memory where that will do, else a copy. */
  Tensor convert(Tensor tensor, Descriptor target) {
    Descriptor source = tensor.descriptor();
    if (source.sameAs(target)) {
      return tensor;
    }
    Element from = source.element();
    Element to = target.element();
    if (source.isLinear() && target.isLinear() && from == to) {
      return tensor.as(target);
    }
    if (source.isLinear()) {
      return reordered(tensor.as(Descriptor.plain(from, target.dims())), target);
    }
    if (target.isLinear()) {
      return reordered(tensor, Descriptor.plain(to, source.dims())).as(target);
    }
    if (source.dims().length == target.dims().length) {
      return reordered(tensor, target);
    }
    Tensor plain = reordered(tensor, Descriptor.plain(to, source.dims()));
    return reordered(plain.as(Descriptor.plain(to, target.dims())), target);
  }

  /** A copy in another order. */
  Tensor reordered(Tensor tensor, Descriptor target) {
    Tensor copy = builder.temporary(target);
    copy(tensor, copy);
    return copy;
  }

  /** Copies values from one order to another. */
  void copy(Tensor from, Tensor to) {
    builder.execute(
        Kernels.reorder(owner(), from.descriptor(), to.descriptor()),
        new Arguments().with(Args.FROM, from).with(Args.TO, to));
  }

  /** A new tensor like another. */
  Tensor like(Tensor tensor) {
    return builder.temporary(tensor.descriptor());
  }

  /** Where a gradient made from another may go: over it if nothing else reads it. */
  Tensor over(Gradient gradient) {
    return gradient.exclusive() ? gradient.tensor() : like(gradient.tensor());
  }
}
