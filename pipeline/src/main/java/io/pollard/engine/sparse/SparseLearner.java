package io.pollard.engine.sparse;

import io.pollard.engine.Batch;
import io.pollard.engine.FlatUpdate;
import io.pollard.engine.Learner;
import io.pollard.engine.UpdateRule;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains a chain of dense layers, convolutions, rectifiers and max pooling at very low density. A
 * step's arithmetic is that of the other engines in another order of summation. Its time is that of
 * the kept weights, of which each costs as much as some {@value #WORTH} do in a matrix.
 */
public final class SparseLearner implements Learner {
  /** So many multiply-accumulates in a matrix take the time of one here. */
  public static final int WORTH = 25;

  private final Network network;
  private final int batch;
  private final int[] features;
  private final int exampleSize;
  private final int classes;
  private final Values input;
  private final List<Segment> segments = new ArrayList<>();
  private final float[] gradient;
  private Mask mask;
  private float[] parameters;
  private Optional<FlatUpdate> update = Optional.empty();

  /**
   * @param network as {@link #takes} allows
   * @param mask what is kept
   * @param batch the largest batch
   */
  public SparseLearner(Network network, Mask mask, int batch) {
    this(
        network,
        mask,
        batch,
        IntStream.range(0, network.input().size()).toArray(),
        network.input().size());
  }

  /**
   * Learns from some features of larger examples.
   *
   * @param network as {@link #takes} allows
   * @param mask what is kept
   * @param batch the largest batch
   * @param features which of an example's the network's input is
   * @param exampleSize how many features an example has
   */
  public SparseLearner(Network network, Mask mask, int batch, int[] features, int exampleSize) {
    this.network = network;
    this.mask = mask;
    this.batch = batch;
    this.features = features.clone();
    this.exampleSize = exampleSize;
    classes = network.classes();
    input = Values.of(features.length, batch);
    parameters = new float[network.layout().length()];
    gradient = new float[network.layout().length()];
    build(network.graph().nodes());
  }

  private void build(List<Node> nodes) {
    List<Stage> stages = new ArrayList<>();
    Values at = input;
    for (int i = 1; i < nodes.size(); i++) {
      boolean first = segments.isEmpty() && stages.isEmpty();
      Optional<Stage> stage = stage(nodes, i, first, at);
      if (stage.isEmpty()) {
        continue;
      }
      if (mixesChannels(nodes.get(i)) && !stages.isEmpty()) {
        segments.add(new Segment(List.copyOf(stages)));
        stages.clear();
      }
      stages.add(stage.get());
      at = stage.get().values();
    }
    segments.add(new Segment(List.copyOf(stages)));
  }

  /** Whether a network's graph is a chain of what is known here. */
  public static boolean takes(LayerGraph graph) {
    List<Node> nodes = graph.nodes();
    for (int i = 1; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      boolean last = i == nodes.size() - 1;
      if (!node.inputs().equals(List.of(nodes.get(i - 1).name()))
          || (node.operation() instanceof SoftmaxCrossEntropy) != last
          || !takes(node.operation())) {
        return false;
      }
    }
    return nodes.size() > 1;
  }

  private static boolean takes(Operation operation) {
    if (operation instanceof Convolution c) {
      return c.groups() == 1;
    }
    if (operation instanceof Pooling p) {
      return p.max() && p.padding().equals(Padding.NONE);
    }
    if (operation instanceof Activation a) {
      return a.function() == Function.RELU || a.function() == Function.LEAKY_RELU;
    }
    return operation instanceof Dense
        || operation instanceof Flatten
        || operation instanceof SoftmaxCrossEntropy;
  }

  private static boolean mixesChannels(Node node) {
    return node.operation() instanceof Convolution || node.operation() instanceof Dense;
  }

  private Optional<Stage> stage(List<Node> nodes, int i, boolean first, Values at) {
    Node node = nodes.get(i);
    Shape from = nodes.get(i - 1).output();
    Operation operation = node.operation();
    if (operation instanceof Convolution c) {
      Weights weights = Weights.of(c, slice(node, Role.WEIGHT).orElseThrow());
      return Optional.of(
          new ConvolutionStage(
              c,
              weights,
              slice(node, Role.BIAS),
              mask,
              from,
              node.output(),
              batch,
              first,
              at,
              values(nodes, i)));
    }
    if (operation instanceof Dense) {
      Weights weights = Weights.of(slice(node, Role.WEIGHT).orElseThrow());
      return Optional.of(new DenseStage(weights, slice(node, Role.BIAS), mask, batch, first, at));
    }
    if (operation instanceof Pooling pooling) {
      return Optional.of(
          new MaxPoolStage(pooling, from, node.output(), batch, at, values(nodes, i)));
    }
    if (operation instanceof Activation a) {
      float slope = a.function() == Function.RELU ? 0f : (float) a.alpha();
      return Optional.of(new RectifierStage(slope, at));
    }
    // A flattened image lies as the image does.
    return Optional.empty();
  }

  /** Room for an image; its derivatives pass if a pooling takes them back channel by channel. */
  private Values values(List<Node> nodes, int i) {
    Shape shape = nodes.get(i).output();
    int plane = shape.height() * shape.width() * batch;
    int next = i + 1;
    while (nodes.get(next).operation() instanceof Activation) {
      next++;
    }
    return nodes.get(next).operation() instanceof Pooling
        ? Values.passing(shape.channels(), plane)
        : Values.of(shape.channels(), plane);
  }

  private Optional<Slice> slice(Node node, Role role) {
    return network.layout().find(node.name(), role);
  }

  @Override
  public int batchSize() {
    return batch;
  }

  @Override
  public void parameters(float[] values) {
    parameters = values.clone();
    mask.apply(parameters);
  }

  @Override
  public float[] parameters() {
    return parameters.clone();
  }

  @Override
  public void mask(Mask next) {
    mask = next;
    mask.apply(parameters);
    mask.apply(gradient);
    segments.forEach(segment -> segment.stages().forEach(stage -> stage.mask(next)));
    update.ifPresent(some -> some.mask(next));
  }

  @Override
  public void updateRule(UpdateRule rule) {
    FlatUpdate next = new FlatUpdate(network.layout(), rule);
    next.mask(mask);
    update = Optional.of(next);
  }

  @Override
  public float[] optimizerState() {
    return update().state();
  }

  @Override
  public void optimizerState(float[] state) {
    update().state(state);
  }

  private FlatUpdate update() {
    return update.orElseThrow(() -> new IllegalStateException("no update rule is chosen"));
  }

  @Override
  public double step(Batch examples, double learningRate, int iteration, long seed) {
    run(examples.features(), examples.size());
    double loss = Softmax.loss(last(), examples, classes, batch);
    for (int i = segments.size() - 1; i >= 0; i--) {
      segments.get(i).backward(parameters, gradient);
    }
    update().step(parameters, gradient, 1f, learningRate, iteration);
    return loss;
  }

  @Override
  public void logits(float[] features, int count, float[] logits) {
    run(features, count);
    float[] z = last().activations();
    for (int example = 0; example < count; example++) {
      for (int k = 0; k < classes; k++) {
        logits[example * classes + k] = z[k * batch + example];
      }
    }
  }

  private Values last() {
    return segments.get(segments.size() - 1).values();
  }

  private void run(float[] examples, int count) {
    float[] x = input.activations();
    // Value by value: a cache line of every example serves for many values.
    for (int i = 0; i < features.length; i++) {
      int to = i * batch;
      int from = features[i];
      for (int example = 0; example < count; example++) {
        x[to + example] = examples[example * exampleSize + from];
      }
    }
    for (Segment segment : segments) {
      segment.forward(parameters);
    }
  }

  /** Holds no native memory. */
  @Override
  public void close() {}
}
