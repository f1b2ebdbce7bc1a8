package io.pollard.network.dl4j;

import io.pollard.DataException;
import io.pollard.network.LayerGraph;
import io.pollard.network.Network;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Networks from layer graphs and from DL4J's configurations. */
public final class Dl4jNetworks {
  private Dl4jNetworks() {}

  /**
   * A network from its graph: the graph is written as a DL4J configuration, then read back, so that
   * graph, layout and configuration say the same.
   *
   * @throws IllegalArgumentException if DL4J has no counterpart of an operation
   */
  public static Network fromGraph(String name, LayerGraph graph) {
    return read(name, GraphWriter.write(graph), graph.nodes().get(0).output()).network();
  }

  /**
   * Whether DL4J has a padding: the same on opposite sides, or that of its "same" mode.
   *
   * @param input what the window moves over
   */
  public static boolean canPad(
      Padding padding, Shape input, int[] kernel, int[] stride, int[] dilation) {
    return (padding.top() == padding.bottom() && padding.left() == padding.right())
        || padding.equals(Shapes.same(input, kernel, stride, dilation));
  }

  /**
   * A network from DL4J's JSON. What the configuration says about training (updater, penalties,
   * constraints, gradient clipping) is left behind; a flattening preprocessor is added where an
   * image meets a dense layer. An image of one pixel is fed as a vector.
   *
   * @param input shape of one example
   * @throws DataException if the text is no configuration, or one that cannot be used: channels
   *     last, several inputs or outputs, no loss, layers that do not fit each other or the input
   */
  public static Network fromJson(String name, String json, Shape input) {
    return find(name, json, input).network();
  }

  /**
   * What a configuration describes.
   *
   * @param logDeviations batch-norm layers that kept log10 of the standard deviation where the
   *     network now keeps the variance
   */
  record Found(Network network, Set<String> logDeviations) {}

  /** As {@link #fromJson}. */
  static Found find(String name, String json, Shape input) {
    JsonNode tree = tree(name, json);
    ChannelOrder.requireChannelsFirst(name, tree);
    try {
      return isGraph(tree)
          ? read(name, ComputationGraphConfiguration.fromJson(json), input)
          : read(name, MultiLayerConfiguration.fromJson(json), input);
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataException(
          "Cannot use network %s: DL4J does not accept its configuration (%s); save it again with DL4J 1.0.0-M2.1"
              .formatted(name, Messages.firstLine(e)),
          e);
    }
  }

  /**
   * Whether a configuration is a ComputationGraphConfiguration, else a MultiLayerConfiguration.
   *
   * @throws DataException if it is neither
   */
  public static boolean isGraph(String name, String json) {
    return isGraph(tree(name, json));
  }

  private static boolean isGraph(JsonNode tree) {
    return tree.has("vertices");
  }

  private static JsonNode tree(String name, String json) {
    JsonNode tree;
    try {
      tree = NeuralNetConfiguration.mapper().readTree(json);
    } catch (IOException e) {
      throw new DataException(
          "Cannot use network %s: its configuration is not JSON (%s); save it again with ModelSerializer"
              .formatted(name, Messages.firstLine(e)),
          e);
    }
    if (!tree.has("vertices") && !tree.has("confs")) {
      throw new DataException(
          "Cannot use network %s: its JSON is neither a MultiLayerConfiguration nor a ComputationGraphConfiguration; save it again with ModelSerializer"
              .formatted(name));
    }
    return tree;
  }

  private static Found read(String name, MultiLayerConfiguration configuration, Shape input) {
    GraphReader reader = new GraphReader(name);
    Set<String> logDeviations = new HashSet<>();
    String from = inputName(configuration);
    reader.input(from, input);
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      Layer layer = configuration.getConf(i).getLayer();
      String given = layer.getLayerName();
      String layerName = given == null || given.isBlank() ? "layer" + i : given;
      if (Conventions.apply(configuration.getConf(i))) {
        logDeviations.add(layerName);
      }
      Optional<InputPreProcessor> preprocessor =
          Optional.ofNullable(configuration.getInputPreProcess(i));
      if (preprocessor.isEmpty()) {
        preprocessor = Flattening.needed(layer, reader.type(from));
        if (preprocessor.isPresent()) {
          configuration.getInputPreProcessors().put(i, preprocessor.get());
        }
      }
      reader.layer(layerName, layer, preprocessor, from);
      from = layerName;
    }
    configuration.setDataType(org.nd4j.linalg.api.buffer.DataType.FLOAT);
    return new Found(reader.network(configuration.toJson(), input), logDeviations);
  }

  private static Found read(String name, ComputationGraphConfiguration configuration, Shape input) {
    List<String> inputs = configuration.getNetworkInputs();
    List<String> outputs = configuration.getNetworkOutputs();
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new DataException(
          "Cannot use network %s: it has %d inputs and %d outputs; only one of each is supported"
              .formatted(name, inputs.size(), outputs.size()));
    }
    configuration.getDefaultConfiguration().setSeed(0);
    new ComputationGraph(configuration).calculateIndices();
    GraphReader reader = new GraphReader(name);
    Set<String> logDeviations = new HashSet<>();
    Map<String, GraphVertex> vertices = configuration.getVertices();
    for (String vertexName : configuration.getTopologicalOrderStr()) {
      GraphVertex vertex = vertices.get(vertexName);
      if (vertex == null) {
        reader.input(vertexName, input);
      } else if (vertex instanceof LayerVertex layerVertex) {
        String from = inputsOf(configuration, vertexName).get(0);
        Layer layer = layerVertex.getLayerConf().getLayer();
        if (Conventions.apply(layerVertex.getLayerConf())) {
          logDeviations.add(vertexName);
        }
        Optional<InputPreProcessor> preprocessor =
            Optional.ofNullable(layerVertex.getPreProcessor());
        if (preprocessor.isEmpty()) {
          preprocessor = Flattening.needed(layer, reader.type(from));
          preprocessor.ifPresent(layerVertex::setPreProcessor);
        }
        reader.layer(vertexName, layer, preprocessor, from);
      } else {
        reader.vertex(vertexName, vertex, inputsOf(configuration, vertexName));
      }
    }
    configuration.setDataType(org.nd4j.linalg.api.buffer.DataType.FLOAT);
    return new Found(reader.network(configuration.toJson(), input), logDeviations);
  }

  /** A MultiLayerNetwork's input has no name of its own. */
  private static String inputName(MultiLayerConfiguration configuration) {
    Set<String> taken = new HashSet<>();
    configuration.getConfs().forEach(conf -> taken.add(conf.getLayer().getLayerName()));
    String name = "input";
    while (taken.contains(name)) {
      name += "_";
    }
    return name;
  }

  private static List<String> inputsOf(ComputationGraphConfiguration configuration, String vertex) {
    return configuration.getVertexInputs().getOrDefault(vertex, List.of());
  }
}
