package io.pollard.network;

import io.pollard.UserException;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
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
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws a {@link LayerGraph} node by node. Each method adds a node behind others and returns its
 * name, so that a network reads like its definition. Shapes are worked out on the way. Not
 * thread-safe.
 */
public final class GraphBuilder {
  /** Batch norm's epsilon in every network of the zoo. */
  public static final double EPSILON = 1e-5;

  /** Batch norm's decay in every network of the zoo: new = 0.9 old + 0.1 batch. */
  public static final double DECAY = 0.9;

  private final String network;
  private final Shape input;
  private final List<LayerGraph.Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  /**
   * Starts with the input.
   *
   * @param network name for messages
   * @param input shape of one example
   */
  public GraphBuilder(String network, Shape input) {
    this(network, "input", input);
  }

  /**
   * Starts with the input.
   *
   * @param network name for messages
   * @param name of the input's node
   * @param input shape of one example
   */
  public GraphBuilder(String network, String name, Shape input) {
    this.network = network;
    this.input = input;
    nodes.add(new LayerGraph.Node(name, new Input(), List.of(), input));
    shapes.put(name, input);
  }

  /** The node of the network's input. */
  public String input() {
    return nodes.get(0).name();
  }

  /** Shape of a node's result. */
  public Shape shape(String node) {
    Shape shape = shapes.get(node);
    if (shape == null) {
      throw new IllegalArgumentException("there is no node " + node);
    }
    return shape;
  }

  /**
   * Any operation that shapes follow from (see {@link Shapes#after}).
   *
   * @throws UserException if the input is too small for the operation's window, or a vector where
   *     an image is needed
   */
  public String node(String name, Operation operation, String... from) {
    requireImage(name, operation, from);
    List<Shape> given = new ArrayList<>();
    for (String node : from) {
      given.add(shape(node));
    }
    Shape output;
    try {
      output = Shapes.after(operation, given);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "Cannot build %s: at layer %s %s (input=%s); give it larger images or choose another network"
              .formatted(network, name, e.getMessage(), input),
          e);
    }
    nodes.add(new LayerGraph.Node(name, operation, List.of(from), output));
    shapes.put(name, output);
    return name;
  }

  /** Engines feed a network whose input is one pixel high and wide as a vector. */
  private void requireImage(String name, Operation operation, String... from) {
    boolean spatial =
        operation instanceof Convolution
            || operation instanceof Pooling
            || operation instanceof GlobalPooling;
    if (spatial && from[0].equals(input()) && input.isVector()) {
      throw new UserException(
          "Cannot build %s: layer %s takes images, the data are vectors (input=%s); choose a network of dense layers"
              .formatted(network, name, input));
    }
  }

  /** A square convolution with the same padding on all sides. */
  public String convolution(
      String name, String from, int nOut, int kernel, int stride, int padding, boolean bias) {
    return node(
        name,
        new Convolution(
            shape(from).channels(),
            nOut,
            kernel,
            kernel,
            stride,
            stride,
            new Padding(padding, padding, padding, padding),
            1,
            1,
            1,
            bias),
        from);
  }

  /** Batch norm with {@link #EPSILON} and {@link #DECAY}. */
  public String batchNorm(String name, String from) {
    return node(name, new BatchNorm(shape(from).channels(), EPSILON, DECAY), from);
  }

  /** ReLU as a layer of its own. */
  public String relu(String name, String from) {
    return node(name, new Activation(Function.RELU, 0.0), from);
  }

  /** ReLU as a part of the convolution or dense layer before it: named {@code layer:activation}. */
  public String relu(String from) {
    return relu(from + ":activation", from);
  }

  /** Max pooling over square windows that do not overlap. */
  public String maxPool(String name, String from, int size) {
    return node(name, new Pooling(true, size, size, size, size, Padding.NONE, false), from);
  }

  /** Average pooling over square windows that do not overlap. */
  public String averagePool(String name, String from, int size) {
    return node(name, new Pooling(false, size, size, size, size, Padding.NONE, false), from);
  }

  /** Keeps every {@code stride}-th row and column. */
  public String subsample(String name, String from, int stride) {
    return node(name, new Pooling(true, 1, 1, stride, stride, Padding.NONE, false), from);
  }

  /** Mean over the whole image. */
  public String globalAveragePool(String name, String from) {
    return node(name, new GlobalPooling(false), from);
  }

  public String add(String name, String... from) {
    return node(name, new Add(), from);
  }

  public String concat(String name, String... from) {
    return node(name, new Concat(), from);
  }

  public String multiply(String name, String... from) {
    return node(name, new Multiply(), from);
  }

  /** Each channel of an image times a factor of its own: {@code name:broadcast}, then a product. */
  public String multiplyChannels(String name, String image, String factors) {
    Shape shape = shape(image);
    String repeated =
        node(name + ":broadcast", new Broadcast(shape.height(), shape.width()), factors);
    return multiply(name, image, repeated);
  }

  /**
   * A convolution in groups, none of which reads another's channels: for each group g a node {@code
   * name:channels:g} that takes its channels and a convolution {@code name:g} of these, then {@code
   * name}, which puts the results behind each other. One group, and groups of one channel, are a
   * single node.
   *
   * @param c the convolution as a whole
   */
  public String grouped(String name, Convolution c, String from) {
    if (c.groups() == 1 || c.groups() == c.nIn()) {
      return node(name, c, from);
    }
    int in = c.nIn() / c.groups();
    String[] parts = new String[c.groups()];
    for (int g = 0; g < parts.length; g++) {
      String taken = node(name + ":channels:" + g, new Channels(g * in, (g + 1) * in), from);
      parts[g] = node(name + ":" + g, c.oneGroup(), taken);
    }
    return concat(name, parts);
  }

  public String scale(String name, String from, double factor) {
    return node(name, new Scale(factor), from);
  }

  public String dropout(String name, String from, double drop) {
    return node(name, new Dropout(drop), from);
  }

  /** A dense layer; an image is flattened first, by a node named {@code layer:flatten}. */
  public String dense(String name, String from, int nOut, boolean bias) {
    Shape given = shape(from);
    String vector = given.isVector() ? from : node(name + ":flatten", new Flatten(), from);
    return node(name, new Dense(given.size(), nOut, bias), vector);
  }

  /** Ends the network: a dense layer with bias, then softmax with cross-entropy. */
  public LayerGraph classifier(String name, String from, int classes) {
    if (classes < 2) {
      throw new UserException(
          "Cannot build %s: a classifier tells at least 2 classes apart (classes=%d); check the data set"
              .formatted(network, classes));
    }
    node(name + ":loss", new SoftmaxCrossEntropy(), dense(name, from, classes, true));
    return graph();
  }

  /** What was drawn so far; of a network if the last node is a loss. */
  public LayerGraph graph() {
    return new LayerGraph(nodes);
  }
}
