package io.pollard.prune.repair;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.derivative.WeightedLayer;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.ChannelGroup.Kind;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A layer that reads channels, and where its results go: whether something behind each output can
 * take up a constant, and the sum that they are added to.
 *
 * @param layer a dense layer or a convolution of one group
 * @param norm the batch norm that alone reads it
 * @param sum the sum that alone reads it, or its batch norm
 */
record Reader(Network network, WeightedLayer layer, Optional<Node> norm, Optional<Node> sum) {

  /** All such layers, in network order. */
  static List<Reader> all(Network network) {
    List<Reader> readers = new ArrayList<>();
    for (WeightedLayer layer : WeightedLayer.all(network)) {
      if (layer.families() == 1) {
        Optional<Node> norm =
            only(network, layer.node()).filter(node -> node.operation() instanceof BatchNorm);
        Optional<Node> sum =
            only(network, norm.orElse(layer.node()))
                .filter(node -> node.operation() instanceof Add);
        readers.add(new Reader(network, layer, norm, sum));
      }
    }
    return readers;
  }

  private static Optional<Node> only(Network network, Node node) {
    List<Node> readers = Passage.readers(network, node);
    return readers.size() == 1 ? Optional.of(readers.get(0)) : Optional.empty();
  }

  /** The channels that it reads and a mask keeps. */
  List<Member> members(List<Channels> blocks, Mask mask) {
    List<Member> members = new ArrayList<>();
    for (int block = 0; block < blocks.size(); block++) {
      List<ChannelGroup> groups = blocks.get(block).groups();
      for (int group = 0; group < groups.size(); group++) {
        int[] columns = columns(groups.get(group));
        if (columns.length > 0 && groups.get(group).isKept(mask)) {
          members.add(new Member(block, group, columns));
        }
      }
    }
    return members;
  }

  private int[] columns(ChannelGroup group) {
    return group
        .parts(Kind.COLUMN)
        .filter(part -> part.slice().equals(layer.weight()))
        .map(ChannelGroup.Part::span)
        .flatMapToInt(this::columns)
        .sorted()
        .toArray();
  }

  private IntStream columns(Span span) {
    int from = span.start() - layer.weight().offset();
    return IntStream.range(from, from + span.length());
  }

  String input() {
    return layer.node().inputs().get(0);
  }

  /** What has to be known of the undamaged network: its results, and what is added to them. */
  Set<String> targets() {
    Set<String> nodes = new LinkedHashSet<>(others());
    nodes.add(layer.node().name());
    return nodes;
  }

  /** What has to be known of the network as it is: what it reads, and what is added. */
  Set<String> sources() {
    Set<String> nodes = new LinkedHashSet<>(others());
    nodes.add(input());
    return nodes;
  }

  /** What else its results are added to. */
  List<String> others() {
    return sum.map(
            node ->
                node.inputs().stream()
                    .filter(input -> !input.equals(norm.orElse(layer.node()).name()))
                    .toList())
        .orElse(List.of());
  }

  /**
   * How much a change behind the batch norm is in front of it, for an output; 0 where nothing in
   * front of it can make the change.
   */
  double beforeNorm(int row, float[] weights) {
    return norm.map(node -> Normed.of(network, node, row, weights, 0.0))
        .map(normed -> normed.gamma() == 0.0 ? 0.0 : normed.deviation() / normed.gamma())
        .orElse(1.0);
  }

  /** Whether a ReLU alone reads its results, or those of the batch norm behind it. */
  boolean isRectified() {
    return only(network, norm.orElse(layer.node()))
        .filter(
            node ->
                node.operation() instanceof Activation activation
                    && activation.function() == Activation.Function.RELU)
        .isPresent();
  }

  /** The batch norm behind an output; one that changes nothing if there is none. */
  Normed normed(int row, float[] weights) {
    return norm.map(node -> Normed.of(network, node, row, weights, 0.0))
        .orElseGet(() -> new Normed(1.0, 0.0, 0.0, 1.0));
  }

  /** Whether a constant can be added to its results. */
  boolean takesConstants() {
    return bias().isPresent() || norm.isPresent();
  }

  private Optional<Slice> bias() {
    return network.layout().find(layer.node().name(), Role.BIAS);
  }

  /** The bias of an output; 0 if there is none. */
  double bias(int row, float[] weights) {
    return bias().map(slice -> (double) weights[slice.offset() + row]).orElse(0.0);
  }

  /** All biases. */
  double[] biases(float[] weights) {
    double[] biases = new double[layer.rows()];
    Arrays.setAll(biases, row -> bias(row, weights));
    return biases;
  }

  /** The weights, {@code [outputs, columns]}. */
  double[][] matrix(float[] weights) {
    double[][] matrix = new double[layer.rows()][layer.columns()];
    for (int row = 0; row < layer.rows(); row++) {
      for (int column = 0; column < layer.columns(); column++) {
        matrix[row][column] = weights[layer.index(0, row, column)];
      }
    }
    return matrix;
  }

  /** Adds to an output: to its bias, or to what the batch norm behind it does not subtract. */
  void addConstant(int row, double amount, float[] weights) {
    Optional<Slice> bias = bias();
    if (bias.isPresent()) {
      weights[bias.get().offset() + row] += (float) amount;
      return;
    }
    norm.flatMap(node -> network.layout().find(node.name(), Role.MEAN))
        .ifPresent(mean -> weights[mean.offset() + row] -= (float) amount);
  }
}
