package io.pollard.engine.dl4j;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.dl4j.VertexTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The configuration that is really executed: a network's own, taken apart so that each node of its
 * layer graph is a vertex of the same name. {@code layer:activation} becomes an activation layer
 * behind its layer, {@code layer:loss} a loss layer, {@code layer:preprocessor} a vertex; {@code
 * layer:flatten} and {@code layer:dropout}, which change no value at inference, stay inside their
 * layer. None of the new vertices has parameters, and the others keep their order, so the flat
 * parameter vector is the network's.
 */
final class ExecutionGraph {
  private final Network network;
  private final Map<String, Node> nodes;
  private final LayerParts parts;
  private final Map<String, GraphVertex> vertices = new LinkedHashMap<>();
  private final Map<String, List<String>> inputs = new LinkedHashMap<>();
  private final Map<String, String> results = new HashMap<>();
  private final Map<String, InputType> types = new HashMap<>();
  private final List<String> order = new ArrayList<>();

  private ExecutionGraph(Network network, Pass pass) {
    this.network = network;
    nodes = network.graph().byName();
    parts = new LayerParts(nodes, pass);
    Node input = network.graph().nodes().get(0);
    order.add(input.name());
    results.put(input.name(), input.name());
    types.put(
        input.name(),
        input.output().isVector()
            ? InputType.feedForward(input.output().channels())
            : InputType.convolutional(
                input.output().height(), input.output().width(), input.output().channels()));
  }

  /**
   * Takes a network apart.
   *
   * @param pass that its layers are to ask
   */
  static ExecutionGraph of(Network network, Pass pass) {
    ExecutionGraph graph = new ExecutionGraph(network, pass);
    if (Dl4jNetworks.isGraph(network.name(), network.configuration())) {
      graph.add(ComputationGraphConfiguration.fromJson(network.configuration()));
    } else {
      graph.add(MultiLayerConfiguration.fromJson(network.configuration()));
    }
    return graph;
  }

  /** For DL4J. */
  ComputationGraphConfiguration configuration() {
    ComputationGraphConfiguration configuration = new ComputationGraphConfiguration();
    configuration.setVertices(vertices);
    configuration.setVertexInputs(inputs);
    configuration.setNetworkInputs(List.of(input()));
    configuration.setNetworkOutputs(List.of(order.get(order.size() - 1)));
    configuration.setDataType(DataType.FLOAT);
    configuration.setDefaultConfiguration(new NeuralNetConfiguration.Builder().build());
    configuration.setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
    configuration.setCacheMode(CacheMode.NONE);
    int[] positions = new int[order.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i;
    }
    // Given, not left to DL4J, which breaks ties otherwise once there are more vertices.
    configuration.setTopologicalOrder(positions);
    configuration.setTopologicalOrderStr(order);
    return configuration;
  }

  /** The vertex of the network's input. */
  String input() {
    return order.get(0);
  }

  /** The vertex that gives the logits. */
  String logits() {
    return vertexOf(lastNode().name());
  }

  /** DL4J's type of a vertex's result. */
  InputType type(String vertex) {
    InputType type = types.get(vertex);
    if (type == null) {
      throw new IllegalArgumentException("there is no vertex " + vertex);
    }
    return type;
  }

  /**
   * The vertex whose result is a node's value at inference; for the loss the one that gives the
   * logits.
   *
   * @throws IllegalArgumentException if the network has no such node
   */
  String vertexOf(String node) {
    Node found = nodes.get(node);
    if (found == null) {
      throw new IllegalArgumentException(
          "network %s has no node %s".formatted(network.name(), node));
    }
    boolean last = found.equals(lastNode());
    if (!last && types.containsKey(node)) {
      return node;
    }
    return vertexOf(found.inputs().get(0));
  }

  private Node lastNode() {
    LayerGraph graph = network.graph();
    return graph.nodes().get(graph.nodes().size() - 1);
  }

  private void add(MultiLayerConfiguration configuration) {
    String from = input();
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      NeuralNetConfiguration layer = configuration.getConf(i);
      String given = layer.getLayer().getLayerName();
      String name = given == null || given.isBlank() ? "layer" + i : given;
      add(name, layer, Optional.ofNullable(configuration.getInputPreProcess(i)), from);
      from = name;
    }
  }

  private void add(ComputationGraphConfiguration configuration) {
    new ComputationGraph(configuration).calculateIndices();
    for (String name : configuration.getTopologicalOrderStr()) {
      GraphVertex vertex = configuration.getVertices().get(name);
      List<String> from = configuration.getVertexInputs().getOrDefault(name, List.of());
      if (vertex instanceof LayerVertex layer) {
        Optional<InputPreProcessor> preprocessor = Optional.ofNullable(layer.getPreProcessor());
        add(name, layer.getLayerConf(), preprocessor, from.get(0));
      } else if (vertex != null) {
        put(name, vertex, from.stream().map(this::result).toList());
        results.put(name, name);
      }
    }
  }

  private void add(
      String name,
      NeuralNetConfiguration layer,
      Optional<InputPreProcessor> preprocessor,
      String from) {
    String at = result(from);
    Optional<InputPreProcessor> inside = preprocessor;
    if (preprocessor.isPresent() && nodes.containsKey(name + ":preprocessor")) {
      at = put(name + ":preprocessor", new PreprocessorVertex(preprocessor.get()), List.of(at));
      inside = Optional.empty();
    }
    for (LayerParts.Part part : parts.of(name, layer)) {
      at = put(part.name(), part.vertex(inside, isFirst(at)), List.of(at));
      inside = Optional.empty();
    }
    results.put(name, at);
  }

  /** Whether a vertex is the network's input, and its reader can leave its gradient out. */
  private boolean isFirst(String vertex) {
    long readers =
        network.graph().nodes().stream().filter(n -> n.inputs().contains(input())).count();
    return vertex.equals(input()) && readers == 1;
  }

  private String put(String name, GraphVertex vertex, List<String> from) {
    vertices.put(name, vertex);
    inputs.put(name, from);
    InputType[] given = from.stream().map(this::type).toArray(InputType[]::new);
    types.put(name, VertexTypes.after(vertex, order.size(), given));
    order.add(name);
    return name;
  }

  private String result(String vertex) {
    String result = results.get(vertex);
    if (result == null) {
      throw new IllegalStateException("vertex " + vertex + " is read before it is computed");
    }
    return result;
  }
}
