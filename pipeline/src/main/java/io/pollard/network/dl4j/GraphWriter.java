package io.pollard.network.dl4j;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Writes a layer graph as a DL4J configuration. A node named {@code layer:flatten}, {@code
 * layer:dropout}, {@code layer:activation} or {@code layer:loss} beside its layer becomes a part of
 * that layer, as DL4J likes it; hard swish becomes several vertices, the last of its name; every
 * other node becomes a vertex of its own name.
 */
final class GraphWriter {
  private final Map<String, Node> nodes;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, String> vertices = new HashMap<>();

  /** Vertices whose results DL4J keeps as images, height and width among their axes. */
  private final Set<String> images = new HashSet<>();

  private final Set<String> conversions = new HashSet<>();
  private final ComputationGraphConfiguration.GraphBuilder builder;

  /**
   * Whether some channels of an image are taken: DL4J would infer the wrong types behind that and
   * is not asked to. Who reads the configuration adds what it would have added.
   */
  private final boolean taking;

  private GraphWriter(LayerGraph graph) {
    nodes = graph.byName();
    taking = graph.nodes().stream().anyMatch(n -> n.operation() instanceof Channels);
    graph.nodes().forEach(n -> n.inputs().forEach(i -> readers.merge(i, 1, Integer::sum)));
    builder =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd())
            .dataType(DataType.FLOAT)
            .graphBuilder();
  }

  /**
   * The configuration.
   *
   * @throws IllegalArgumentException if DL4J has no counterpart of an operation
   */
  static ComputationGraphConfiguration write(LayerGraph graph) {
    GraphWriter writer = new GraphWriter(graph);
    graph.nodes().forEach(writer::add);
    Node last = graph.nodes().get(graph.nodes().size() - 1);
    writer.builder.setOutputs(writer.vertex(last.name()));
    return writer.builder.build();
  }

  private void add(Node node) {
    if (node.operation() instanceof Input) {
      builder.addInputs(node.name());
      if (!taking) {
        builder.setInputTypes(inputType(node.output()));
      }
      if (!node.output().isVector()) {
        images.add(node.name());
      }
      vertices.put(node.name(), node.name());
      return;
    }
    Optional<Node> host = host(node);
    if (host.isPresent()) {
      vertices.put(node.name(), host.get().name());
      return;
    }
    Operation operation = node.operation();
    if (operation instanceof Flatten && node(node.inputs().get(0)).output().isVector()) {
      vertices.put(node.name(), vertex(node.inputs().get(0)));
      return;
    }
    String[] from = read(node);
    if (operation instanceof Add) {
      builder.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), from);
    } else if (operation instanceof Multiply) {
      builder.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Product), from);
    } else if (operation instanceof Channels channels) {
      builder.addVertex(node.name(), new SubsetVertex(channels.from(), channels.to() - 1), from);
    } else if (operation instanceof Shift shift) {
      builder.addVertex(node.name(), new ShiftVertex(shift.amount()), from);
    } else if (HardSwish.is(operation)) {
      HardSwish.write(builder, node.name(), from[0]);
    } else if (operation instanceof Concat) {
      builder.addVertex(node.name(), new MergeVertex(), from);
    } else if (operation instanceof Scale scale) {
      builder.addVertex(node.name(), new ScaleVertex(scale.factor()), from);
    } else if (operation instanceof Flatten) {
      Shape image = node(node.inputs().get(0)).output();
      builder.addVertex(
          node.name(),
          new PreprocessorVertex(
              new CnnToFeedForwardPreProcessor(image.height(), image.width(), image.channels())),
          from);
    } else {
      builder.addLayer(node.name(), layer(node), from);
    }
    vertices.put(node.name(), node.name());
    if (Ranks.givesImage(operation, images.containsAll(List.of(from)))) {
      images.add(node.name());
    }
  }

  /**
   * The vertices that a node reads. DL4J keeps a pixel per channel as an image or as a vector;
   * where a node needs the other, a vertex {@code source:image} or {@code source:vector} makes one
   * of it.
   */
  private String[] read(Node node) {
    List<String> given = from(node).stream().map(this::vertex).toList();
    Ranks.Need need = Ranks.need(node.operation(), images.stream().anyMatch(given::contains));
    int channels = node(node.inputs().get(0)).output().channels();
    return given.stream().map(vertex -> as(need, vertex, channels)).toArray(String[]::new);
  }

  private String as(Ranks.Need need, String vertex, int channels) {
    boolean image = images.contains(vertex);
    if (need == Ranks.Need.IMAGE && !image) {
      return converted(vertex + ":image", vertex, new FeedForwardToCnnPreProcessor(1, 1, channels));
    }
    if (need == Ranks.Need.VECTOR && image) {
      return converted(
          vertex + ":vector", vertex, new CnnToFeedForwardPreProcessor(1, 1, channels));
    }
    return vertex;
  }

  private String converted(String name, String vertex, InputPreProcessor preprocessor) {
    if (conversions.add(name)) {
      builder.addVertex(name, new PreprocessorVertex(preprocessor), vertex);
      if (!images.contains(vertex)) {
        images.add(name);
      }
    }
    return name;
  }

  private Layer layer(Node node) {
    Node given = node(node.inputs().get(0));
    Layer layer =
        Layers.write(
            node.operation(),
            given.output(),
            activation(node),
            part(node, "loss", SoftmaxCrossEntropy.class).isPresent());
    for (String input : node.inputs()) {
      if (node(input).operation() instanceof Dropout dropout && isDropoutOf(input, node)) {
        layer.setIDropout(
            new org.deeplearning4j.nn.conf.dropout.Dropout(LayerKinds.complement(dropout.drop())));
      }
    }
    return layer;
  }

  private IActivation activation(Node node) {
    return part(node, "activation", Activation.class)
        .map(n -> Functions.write((Activation) n.operation()))
        .orElseGet(ActivationIdentity::new);
  }

  /** The node that DL4J would make a part of this one, if it is the only one that reads it. */
  private Optional<Node> part(Node node, String suffix, Class<? extends Operation> type) {
    return Optional.ofNullable(nodes.get(node.name() + ":" + suffix))
        .filter(part -> type.isInstance(part.operation()))
        .filter(part -> part.inputs().equals(List.of(node.name())))
        .filter(part -> !HardSwish.is(part.operation()))
        .filter(part -> isReadOnce(node.name()))
        .filter(part -> hasParts(node));
  }

  /** The layer that a node is to be a part of. */
  private Optional<Node> host(Node node) {
    int colon = node.name().lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    Node layer = nodes.get(node.name().substring(0, colon));
    if (layer == null || !hasParts(layer)) {
      return Optional.empty();
    }
    boolean isPart =
        part(layer, "activation", Activation.class).filter(node::equals).isPresent()
            || part(layer, "loss", SoftmaxCrossEntropy.class).filter(node::equals).isPresent()
            || isFlattenOf(node.name(), layer)
            || isDropoutOf(node.name(), layer);
    return isPart ? Optional.of(layer) : Optional.empty();
  }

  /** What a node reads once the nodes that become its parts are skipped. */
  private List<String> from(Node node) {
    return node.inputs().stream().map(input -> skipParts(input, node)).toList();
  }

  private String skipParts(String input, Node node) {
    Node given = node(input);
    if (hasParts(node) && (isFlattenOf(input, node) || isDropoutOf(input, node))) {
      return skipParts(given.inputs().get(0), node);
    }
    return input;
  }

  private boolean isFlattenOf(String name, Node layer) {
    return name.equals(layer.name() + ":flatten")
        && node(name).operation() instanceof Flatten
        && isReadOnce(name);
  }

  private boolean isDropoutOf(String name, Node layer) {
    return name.equals(layer.name() + ":dropout")
        && node(name).operation() instanceof Dropout
        && layer.inputs().equals(List.of(name))
        && isReadOnce(name);
  }

  private static boolean hasParts(Node node) {
    return node.operation() instanceof Convolution || node.operation() instanceof Dense;
  }

  private boolean isReadOnce(String name) {
    return readers.getOrDefault(name, 0) == 1;
  }

  private Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("there is no node " + name);
    }
    return node;
  }

  private String vertex(String node) {
    String vertex = vertices.get(node);
    if (vertex == null) {
      throw new IllegalStateException("no vertex for node " + node);
    }
    return vertex;
  }

  private static InputType inputType(Shape shape) {
    return Types.of(shape, CNN2DFormat.NCHW);
  }
}
