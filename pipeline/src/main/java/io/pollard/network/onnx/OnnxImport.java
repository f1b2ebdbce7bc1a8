package io.pollard.network.onnx;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import io.pollard.network.dl4j.Dl4jNetworks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;

/**
 * Imports ONNX models of convolutional classifiers, opset 9 to 20: one image or vector in, one
 * value per class out. Names of nodes are kept. Weights become trainable parameters wherever the
 * model keeps them, in initialisers or in constant nodes; a bias that stands in a node of its own
 * goes to its layer; shapes that the model computes are worked out. Only what the output depends on
 * is imported.
 */
public final class OnnxImport {
  private static final long OLDEST = 9;
  private static final long NEWEST = 20;

  private final Failures failures;
  private final ModelProto model;
  private final GraphProto graph;

  private OnnxImport(String name, byte[] bytes) {
    failures = new Failures(name);
    model = OnnxFile.model(bytes, failures);
    graph = model.getGraph();
  }

  /**
   * Imports a model.
   *
   * @param name of the network, and for messages
   * @param bytes of the file
   * @param input shape of one example; needed where the model leaves it open
   * @throws DataException if the bytes are no model, or one that cannot be used; an operator that
   *     is not supported is named with its node before anything is built
   * @throws UserException if the input is not what the model takes, or is needed and not given
   */
  public static StoredNetwork read(String name, byte[] bytes, Optional<Shape> input) {
    OnnxImport imported = new OnnxImport(name, bytes);
    Translation translation = imported.translate(input);
    LayerGraph graph = Ending.end(imported.output(), translation, imported.failures);
    Network network = imported.network(name, graph);
    return new StoredNetwork(
        network,
        translation.weights().over(network.layout()),
        imported.origin(),
        translation.remarks());
  }

  /** Everything but DL4J's configuration: enough to know whether a model can be imported. */
  static LayerGraph graph(String name, byte[] bytes, Optional<Shape> input) {
    OnnxImport imported = new OnnxImport(name, bytes);
    return Ending.end(imported.output(), imported.translate(input), imported.failures);
  }

  private Translation translate(Optional<Shape> wanted) {
    long opset = opset();
    List<NodeProto> nodes = needed();
    requireKnown(nodes);
    Map<String, Constant> constants = new HashMap<>();
    graph
        .getInitializerList()
        .forEach(t -> constants.put(t.getName(), OnnxTensors.read(t, t.getName(), failures)));
    if (graph.getSparseInitializerCount() > 0) {
      throw failures.of("it stores sparse tensors; supported are plain ones");
    }
    Folding folding = new Folding(constants, failures);
    nodes.forEach(folding::fold);
    Inputs.Input input = Inputs.of(graph, constants.keySet(), wanted, failures);
    GraphBuilder builder = new GraphBuilder(failures.model(), input.name(), input.shape());
    Translation t = new Translation(graph, nodes, builder, opset, constants, failures);
    t.given(input.name(), new Translation.Value(builder.input(), input.image()));
    for (NodeProto node : nodes) {
      boolean known = node.getOutputCount() == 1 && constants.containsKey(node.getOutput(0));
      if (!known) {
        translate(node, t, folding);
      }
    }
    return t;
  }

  private void translate(NodeProto node, Translation t, Folding folding) {
    requireInputs(node, t);
    if (node.getOutputCount() == 0) {
      throw failures.at(node, "gives nothing");
    }
    if (node.getOpType().equals("Shape") && t.isComputed(node, 0)) {
      Translation.Value value = t.computed(node, 0);
      folding.shape(node, t.shape(value), value.image());
    } else if (node.getOpType().equals("Cast") && t.isComputed(node, 0)) {
      Shaping.same(node, t);
    } else if (!folding.fold(node)) {
      Operators.translate(node, t);
    }
  }

  private void requireInputs(NodeProto node, Translation t) {
    for (String input : node.getInputList()) {
      boolean known =
          input.isEmpty() || t.constants().containsKey(input) || t.value(input).isPresent();
      if (!known) {
        throw failures.at(
            node,
            "reads tensor '%s', which is neither stored (initializer) nor computed before it"
                .formatted(Failures.shorten(input)));
      }
    }
  }

  /** The nodes that the output depends on, in the model's order. */
  private List<NodeProto> needed() {
    Map<String, NodeProto> makers = new HashMap<>();
    graph.getNodeList().forEach(n -> n.getOutputList().forEach(o -> makers.put(o, n)));
    Set<NodeProto> found = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output()));
    while (!open.isEmpty()) {
      String tensor = open.pop();
      NodeProto maker = seen.add(tensor) ? makers.get(tensor) : null;
      if (maker != null && found.add(maker)) {
        open.addAll(maker.getInputList());
      }
    }
    return graph.getNodeList().stream().filter(found::contains).toList();
  }

  private void requireKnown(List<NodeProto> nodes) {
    List<String> unknown = new ArrayList<>();
    for (NodeProto node : nodes) {
      boolean standard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
      if (!standard || !Operators.isKnown(node.getOpType())) {
        unknown.add(Failures.describe(node));
      }
    }
    if (!unknown.isEmpty()) {
      int shown = Math.min(5, unknown.size());
      throw failures.of(
          "operators are not supported: %s%s; supported are %s"
              .formatted(
                  String.join(", ", unknown.subList(0, shown)),
                  shown < unknown.size() ? " and " + (unknown.size() - shown) + " more" : "",
                  Operators.names()));
    }
  }

  private String output() {
    if (graph.getOutputCount() != 1) {
      throw failures.of("it has %d outputs; supported is one".formatted(graph.getOutputCount()));
    }
    return graph.getOutput(0).getName();
  }

  private String origin() {
    String producer = Failures.shorten(model.getProducerName());
    return "ONNX, opset " + opset() + (producer.isBlank() ? "" : ", by " + producer);
  }

  private long opset() {
    long opset =
        model.getOpsetImportList().stream()
            .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
            .mapToLong(OperatorSetIdProto::getVersion)
            .max()
            .orElse(0);
    if (opset < OLDEST || opset > NEWEST) {
      throw failures.of(
          "it is written in opset %d; supported are %d to %d, export it again"
              .formatted(opset, OLDEST, NEWEST));
    }
    return opset;
  }

  private Network network(String name, LayerGraph graph) {
    try {
      return Dl4jNetworks.fromGraph(name, graph);
    } catch (DataException | UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataException(
          "Cannot import model %s: DL4J does not take it (%s)".formatted(name, e.getMessage()), e);
    }
  }
}
