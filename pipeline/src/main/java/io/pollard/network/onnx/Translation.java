package io.pollard.network.onnx;

import io.pollard.DataException;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerValues;
import io.pollard.network.Operation;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;

/** A model on its way to a layer graph: what is known of each of its tensors so far. */
final class Translation {
  private final Failures failures;
  private final GraphBuilder builder;
  private final long opset;
  private final Map<String, Constant> constants;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, List<NodeProto>> readers = new HashMap<>();
  private final Set<String> results = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Value> absorbed = new HashMap<>();
  private final LayerValues weights = new LayerValues();
  private final List<String> remarks = new ArrayList<>();

  /**
   * A computed tensor.
   *
   * @param node of the layer graph that computes it
   * @param image whether ONNX gives it a height and a width, be they 1
   */
  record Value(String node, boolean image) {}

  Translation(
      GraphProto graph,
      List<NodeProto> nodes,
      GraphBuilder builder,
      long opset,
      Map<String, Constant> constants,
      Failures failures) {
    this.builder = builder;
    this.opset = opset;
    this.constants = constants;
    this.failures = failures;
    names.add(builder.input());
    graph.getOutputList().forEach(output -> results.add(output.getName()));
    for (NodeProto node : nodes) {
      for (String input : node.getInputList()) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
      }
    }
  }

  DataException failure(NodeProto node, String why) {
    return failures.at(node, why);
  }

  Attributes attributes(NodeProto node) {
    return new Attributes(node, failures);
  }

  GraphBuilder builder() {
    return builder;
  }

  /** Version of the operators. */
  long opset() {
    return opset;
  }

  List<String> remarks() {
    return remarks;
  }

  Map<String, Constant> constants() {
    return constants;
  }

  /** A node's name, made different from all others. */
  String name(NodeProto node) {
    String wanted = Failures.name(node);
    String name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** Draws an operation. */
  String draw(NodeProto node, String name, Operation operation, String... from) {
    try {
      return builder.node(name, operation, from);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw failure(node, "does not fit: " + e.getMessage());
    }
  }

  Shape shape(Value value) {
    return builder.shape(value.node());
  }

  boolean has(NodeProto node, int input) {
    return input < node.getInputCount() && !node.getInput(input).isEmpty();
  }

  Optional<Constant> find(NodeProto node, int input) {
    return has(node, input)
        ? Optional.ofNullable(constants.get(node.getInput(input)))
        : Optional.empty();
  }

  /** An input that must be known, such as weights. */
  Constant constant(NodeProto node, int input, String what) {
    return find(node, input)
        .orElseThrow(
            () ->
                failure(
                    node,
                    has(node, input)
                        ? "computes %s (tensor '%s'); they must be stored in the model"
                            .formatted(what, Failures.shorten(node.getInput(input)))
                        : "lacks %s".formatted(what)));
  }

  boolean isComputed(NodeProto node, int input) {
    return has(node, input) && values.containsKey(node.getInput(input));
  }

  /** An input that the network computes. */
  Value computed(NodeProto node, int input) {
    Value value = has(node, input) ? values.get(node.getInput(input)) : null;
    if (value == null) {
      throw failure(
          node,
          find(node, input).isPresent()
              ? "reads a constant where a computed value is supported (input=%d)".formatted(input)
              : "has no input %d".formatted(input));
    }
    return value;
  }

  /** An input with height and width. */
  Value image(NodeProto node, int input) {
    Value value = computed(node, input);
    if (!value.image()) {
      throw failure(node, "reads a vector where it takes an image");
    }
    return value;
  }

  /** Says what a node's first output is. */
  void result(NodeProto node, String drawn, boolean image) {
    result(node, new Value(drawn, image));
  }

  void result(NodeProto node, Value value) {
    result(node, 0, value);
  }

  void result(NodeProto node, int output, Value value) {
    if (output < node.getOutputCount() && !node.getOutput(output).isEmpty()) {
      values.put(node.getOutput(output), value);
    }
  }

  void given(String tensor, Value value) {
    values.put(tensor, value);
  }

  Optional<Value> value(String tensor) {
    return Optional.ofNullable(values.get(tensor));
  }

  /** The one node that reads a node's first output, if nothing else does. */
  Optional<NodeProto> onlyReader(NodeProto node) {
    List<NodeProto> all = readers.getOrDefault(node.getOutput(0), List.of());
    return all.size() == 1 && !results.contains(node.getOutput(0))
        ? Optional.of(all.get(0))
        : Optional.empty();
  }

  /** Lets a later node pass a value on: what it does is done already. */
  void absorb(NodeProto later, Value value) {
    absorbed.put(later.getOutput(0), value);
  }

  Optional<Value> absorbed(NodeProto node) {
    return Optional.ofNullable(absorbed.get(node.getOutput(0)));
  }

  /** Remembers a layer's values, in DL4J's order. */
  void weight(String layer, Role role, float[] given) {
    weights.put(layer, role, given);
  }

  LayerValues weights() {
    return weights;
  }
}
