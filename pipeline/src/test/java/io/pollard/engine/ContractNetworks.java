package io.pollard.engine;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.random.Draws;
import java.util.List;
import java.util.stream.Stream;

/** Tiny networks that use every operation, with values and batches for them. */
public final class ContractNetworks {
  private static final int CLASSES = 4;

  private ContractNetworks() {}

  public static Stream<Network> all() {
    return Stream.of(
        perceptron(),
        convolutional(),
        residual(),
        joinedBlocks(),
        windows(),
        depthwise(),
        functions(),
        gated(),
        groupedConvolutions(),
        normalisedDense());
  }

  /** Those with batch norm, convolutions, pooling and dense layers between them. */
  public static Stream<Network> trainable() {
    return Stream.of(convolutional(), residual());
  }

  /**
   * Networks to stop and resume: batch norm's statistics and dropout's draws must come back too.
   */
  public static Stream<Network> resumable() {
    return Stream.of(residual(), dropout());
  }

  public static Network perceptron() {
    GraphBuilder graph = new GraphBuilder("perceptron", Shape.vector(7));
    String fc1 = graph.relu(graph.dense("fc1", graph.input(), 6, true));
    String fc2 = graph.relu(graph.dense("fc2", fc1, 5, false));
    return Dl4jNetworks.fromGraph("perceptron", graph.classifier("fc3", fc2, CLASSES));
  }

  public static Network convolutional() {
    GraphBuilder graph = new GraphBuilder("convolutional", new Shape(2, 9, 8));
    String conv1 = graph.convolution("conv1", graph.input(), 3, 3, 1, 1, true);
    String pool1 = graph.maxPool("pool1", conv1, 2);
    String conv2 = graph.relu(graph.convolution("conv2", pool1, 4, 2, 1, 0, true));
    String pool2 = graph.averagePool("pool2", conv2, 2);
    String fc1 = graph.relu(graph.dense("fc1", pool2, 5, true));
    return Dl4jNetworks.fromGraph("convolutional", graph.classifier("fc2", fc1, CLASSES));
  }

  /** Both shortcuts, batch norm, ReLU behind an addition whose inputs are read elsewhere. */
  public static Network residual() {
    GraphBuilder graph = new GraphBuilder("residual", new Shape(2, 8, 8));
    String stem = stem(graph, 3);
    String a1 = graph.batchNorm("a.bn", graph.convolution("a.conv", stem, 6, 3, 2, 1, false));
    String a2 = graph.subsample("a.pool", stem, 2);
    String a3 = graph.concat("a.pad", a2, graph.scale("a.zeros", a2, 0.0));
    String a = graph.relu("a.relu", graph.add("a.add", a1, a3));
    String b1 = graph.batchNorm("b.bn", graph.convolution("b.conv", a, 4, 3, 2, 1, false));
    String b2 = graph.convolution("b.shortcut", a, 4, 1, 2, 0, false);
    String b = graph.relu("b.relu", graph.add("b.add", b1, graph.batchNorm("b.bn2", b2)));
    String pool = graph.globalAveragePool("pool", b);
    return Dl4jNetworks.fromGraph("residual", graph.classifier("fc", pool, CLASSES));
  }

  private static String stem(GraphBuilder graph, int channels) {
    String conv1 = graph.convolution("conv1", graph.input(), channels, 3, 1, 1, false);
    return graph.relu("relu1", graph.batchNorm("bn1", conv1));
  }

  /** A residual network as pruning leaves it: blocks of channels cut and joined anywhere. */
  public static Network joinedBlocks() {
    GraphBuilder graph = new GraphBuilder("joined", new Shape(3, 6, 6));
    String stem = stem(graph, 18);
    String a1 = graph.batchNorm("a.bn", graph.convolution("a.conv", stem, 21, 3, 2, 1, false));
    String a2 = graph.subsample("a.pool", stem, 2);
    String some = graph.node("a.some", new Channels(1, 4), graph.scale("a.zeros", a2, 0.0));
    String a = graph.relu("a.relu", graph.add("a.add", a1, graph.concat("a.pad", a2, some)));
    String pool = graph.globalAveragePool("pool", a);
    return Dl4jNetworks.fromGraph("joined", graph.classifier("fc", pool, CLASSES));
  }

  /** Windows with stride, dilation, padding, and padding on one side only. */
  public static Network windows() {
    GraphBuilder graph = new GraphBuilder("windows", new Shape(2, 10, 9));
    String conv1 =
        graph.node(
            "conv1",
            new Convolution(2, 3, 3, 2, 1, 1, new Padding(2, 1, 2, 1), 2, 1, 1, true),
            graph.input());
    String max =
        graph.node("max", new Pooling(true, 3, 3, 2, 2, new Padding(1, 1, 1, 1), false), conv1);
    String conv2 =
        graph.node(
            "conv2",
            new Convolution(3, 4, 2, 2, 1, 1, new Padding(0, 0, 1, 1), 1, 1, 1, false),
            max);
    String average =
        graph.node("avg", new Pooling(false, 3, 3, 2, 2, new Padding(1, 1, 1, 1), false), conv2);
    String counted =
        graph.node("cnt", new Pooling(false, 2, 2, 1, 1, new Padding(1, 1, 1, 1), true), average);
    return Dl4jNetworks.fromGraph("windows", graph.classifier("fc", counted, CLASSES));
  }

  public static Network depthwise() {
    GraphBuilder graph = new GraphBuilder("depthwise", new Shape(3, 6, 6));
    String conv =
        graph.node(
            "depthwise",
            new Convolution(3, 6, 3, 3, 1, 1, new Padding(1, 1, 1, 1), 1, 1, 3, true),
            graph.input());
    String point = graph.convolution("point", graph.relu("relu", conv), 4, 1, 1, 0, true);
    String pool = graph.node("pool", new GlobalPooling(true), point);
    return Dl4jNetworks.fromGraph("depthwise", graph.classifier("fc", pool, CLASSES));
  }

  /** Every activation; functions that are a layer of their own, and some behind a dense layer. */
  public static Network functions() {
    GraphBuilder graph = new GraphBuilder("functions", Shape.vector(6));
    String at = graph.input();
    int layer = 0;
    for (Activation activation :
        List.of(
            new Activation(Function.LEAKY_RELU, 0.1),
            new Activation(Function.RELU6, 0.0),
            new Activation(Function.SIGMOID, 0.0),
            new Activation(Function.TANH, 0.0),
            new Activation(Function.HARD_SIGMOID, 0.0),
            new Activation(Function.HARD_SWISH, 0.0))) {
      String dense = graph.dense("fc" + ++layer, at, 6, true);
      String own = layer % 2 == 0 ? "function" + layer : dense + ":activation";
      at = graph.node(own, activation, dense);
    }
    return Dl4jNetworks.fromGraph("functions", graph.classifier("out", at, CLASSES));
  }

  /** Squeeze and excitation, hard swish, shifts. */
  static Network gated() {
    GraphBuilder graph = new GraphBuilder("gated", new Shape(2, 5, 6));
    Activation swish = new Activation(Function.HARD_SWISH, 0.0);
    String conv = graph.convolution("conv", graph.input(), 4, 3, 1, 1, true);
    String at = graph.node("swish", swish, conv);
    String mean = graph.globalAveragePool("squeeze", at);
    String less = graph.relu(graph.convolution("less", mean, 3, 1, 1, 0, true));
    String more = graph.convolution("more", less, 4, 1, 1, 0, true);
    String gate = graph.node("gate", new Activation(Function.HARD_SIGMOID, 0.0), more);
    String excited = graph.multiplyChannels("excite", at, gate);
    String shifted = graph.node("shift", new Shift(-0.25), excited);
    String product = graph.multiply("product", shifted, at, conv);
    String pool = graph.globalAveragePool("pool", product);
    return Dl4jNetworks.fromGraph("gated", graph.classifier("fc", pool, CLASSES));
  }

  /** A grouped convolution, and some channels of an image read beside the whole. */
  static Network groupedConvolutions() {
    GraphBuilder graph = new GraphBuilder("grouped", new Shape(3, 6, 6));
    String conv = graph.relu(graph.convolution("conv", graph.input(), 6, 3, 1, 1, true));
    Convolution c = new Convolution(6, 9, 3, 3, 2, 2, new Padding(1, 1, 1, 1), 1, 1, 3, true);
    String grouped = graph.relu("relu", graph.grouped("grouped", c, conv));
    String some = graph.node("some", new Channels(1, 5), graph.maxPool("max", conv, 2));
    String pool = graph.globalAveragePool("pool", graph.concat("both", grouped, some));
    String few = graph.node("few", new Channels(2, 11), pool);
    return Dl4jNetworks.fromGraph("grouped", graph.classifier("fc", few, CLASSES));
  }

  /** Batch norm over vectors. */
  public static Network normalisedDense() {
    GraphBuilder graph = new GraphBuilder("normalised-dense", Shape.vector(5));
    String fc1 = graph.batchNorm("bn1", graph.dense("fc1", graph.input(), 6, false));
    return Dl4jNetworks.fromGraph(
        "normalised-dense", graph.classifier("fc2", graph.relu("relu1", fc1), CLASSES));
  }

  /** Dropout inside a dense layer and as a layer of its own. */
  public static Network dropout() {
    GraphBuilder graph = new GraphBuilder("dropout", new Shape(1, 6, 6));
    String conv = graph.relu(graph.convolution("conv", graph.input(), 4, 3, 1, 0, true));
    String pool = graph.maxPool("pool", graph.dropout("drop", conv, 0.25), 2);
    String flat = graph.node("flat", new io.pollard.network.Operation.Flatten(), pool);
    String fc1 = graph.dense("fc1", graph.dropout("fc1:dropout", flat, 0.5), 8, true);
    return Dl4jNetworks.fromGraph("dropout", graph.classifier("fc2", graph.relu(fc1), CLASSES));
  }

  /** LeNet-5's layers, smaller. */
  public static Network patterns() {
    GraphBuilder graph = new GraphBuilder("patterns", new Shape(1, 14, 14));
    String conv1 = graph.convolution("conv1", graph.input(), 8, 3, 1, 0, true);
    String pool1 = graph.maxPool("pool1", conv1, 2);
    String conv2 = graph.convolution("conv2", pool1, 12, 3, 1, 0, true);
    String pool2 = graph.maxPool("pool2", conv2, 2);
    String ip1 = graph.relu(graph.dense("ip1", pool2, 32, true));
    return Dl4jNetworks.fromGraph("patterns", graph.classifier("ip2", ip1, 10));
  }

  /** Ten fixed random images, each with half as much noise on top. */
  public static Batch patterns(Network network, int size, long seed) {
    Batch prototypes = batch(network, network.classes(), 0);
    int pixels = network.input().size();
    float[] features = new float[size * pixels];
    float[] targets = new float[size * network.classes()];
    Draws draws = Draws.of(seed, "patterns");
    for (int i = 0; i < size; i++) {
      int label = draws.nextInt(network.classes());
      targets[i * network.classes() + label] = 1.0f;
      for (int k = 0; k < pixels; k++) {
        float noise = 0.5f * (float) draws.nextGaussian();
        features[i * pixels + k] = prototypes.features()[label * pixels + k] + noise;
      }
    }
    return new Batch(size, features, targets);
  }

  /** Values at which no unit is dead: He's weights, gamma and variance about 1, the rest small. */
  public static float[] values(Network network, long seed) {
    float[] values = new float[network.layout().length()];
    Draws draws = Draws.of(seed, "values");
    for (Slice slice : network.layout().slices()) {
      int fanIn = Math.max(1, slice.length() / slice.shape().get(0));
      double deviation = slice.role() == Role.WEIGHT ? Math.sqrt(2.0 / fanIn) : 0.1;
      boolean aboutOne = slice.role() == Role.GAMMA || slice.role() == Role.VARIANCE;
      for (int i = slice.offset(); i < slice.end(); i++) {
        double off = slice.role() == Role.VARIANCE ? draws.nextDouble() : draws.nextGaussian();
        values[i] = (float) ((aboutOne ? 1.0 : 0.0) + deviation * off);
      }
    }
    return values;
  }

  /** Standard normal features, random classes. */
  public static Batch batch(Network network, int size, long seed) {
    Draws draws = Draws.of(seed, "batch");
    float[] features = new float[size * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    float[] targets = new float[size * network.classes()];
    for (int i = 0; i < size; i++) {
      targets[i * network.classes() + draws.nextInt(network.classes())] = 1.0f;
    }
    return new Batch(size, features, targets);
  }
}
