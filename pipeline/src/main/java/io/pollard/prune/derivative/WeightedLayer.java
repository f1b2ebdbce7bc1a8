package io.pollard.prune.derivative;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.prune.derivative.Trace.Power;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A dense layer or a convolution as derivatives see it: its weight is a matrix {@code [rows,
 * columns]} that is applied to one or more patches of the input, each of {@code columns} values.
 */
public sealed interface WeightedLayer permits DenseLayer, ConvolutionLayer, DepthwiseLayer {

  Node node();

  /** The weight tensor. */
  Slice weight();

  /** Length of a patch: the number of weights that one output value is made of. */
  int columns();

  /** Number of outputs that share a patch. */
  int rows();

  /** Number of patches in an example. */
  int patches();

  /** Kinds of patches: 1, but for depthwise convolutions one per input channel. */
  int families();

  /**
   * Index of a weight in the flat vector.
   *
   * @param family of patches
   * @param row output within the family
   * @param column place in the patch
   */
  int index(int family, int row, int column);

  /**
   * Writes the patches of an example, one behind the other.
   *
   * @param inputs values of what the layer reads, {@code [examples, size]}
   * @param into {@code [patches, columns]}
   */
  void unfold(float[] inputs, int example, int family, float[] into);

  /**
   * Adds, for one example, the sum over its patches of derivative times input: its gradient with
   * respect to each weight. With squares of both, the terms of the squared recursion.
   *
   * @param inputs values of what the layer reads, {@code [examples, size]}
   * @param derivatives at the layer's result, {@code [examples, size]}
   * @param into over the slice of the weight, added to
   */
  void products(float[] inputs, float[] derivatives, int example, float[] into);

  /**
   * Adds, over all examples, the squares of every example's own {@link #products}.
   *
   * @param sums over the flat vector
   */
  default void squares(float[] inputs, float[] derivatives, int examples, double[] sums) {
    float[] own = new float[weight().length()];
    for (int n = 0; n < examples; n++) {
      Arrays.fill(own, 0.0f);
      products(inputs, derivatives, n, own);
      for (int i = 0; i < own.length; i++) {
        sums[weight().offset() + i] += (double) own[i] * own[i];
      }
    }
  }

  /** Adds what the layer passes back to its input, with weights to a power. */
  void back(float[] weights, Power power, int examples, float[] from, float[] to);

  /** All layers of a network with prunable weights, in the order of its graph. */
  static List<WeightedLayer> all(Network network) {
    Map<String, Node> nodes = network.graph().byName();
    List<WeightedLayer> layers = new ArrayList<>();
    for (Node node : network.graph().nodes()) {
      boolean weighted =
          node.operation() instanceof Dense || node.operation() instanceof Convolution;
      if (weighted && weight(network, node).prunable()) {
        Node input = Objects.requireNonNull(nodes.get(node.inputs().get(0)));
        layers.add(of(network, node, input.output()));
      }
    }
    return layers;
  }

  /** The same by the names of their nodes. */
  static Map<String, WeightedLayer> byName(Network network) {
    Map<String, WeightedLayer> layers = new LinkedHashMap<>();
    all(network).forEach(layer -> layers.put(layer.node().name(), layer));
    return layers;
  }

  /** A node with weights. */
  static WeightedLayer of(Network network, Node node, Shape input) {
    Slice weight = weight(network, node);
    if (node.operation() instanceof Dense dense) {
      return new DenseLayer(node, dense, weight);
    }
    Convolution convolution = (Convolution) node.operation();
    return convolution.groups() == 1
        ? new ConvolutionLayer(node, convolution, weight, input)
        : new DepthwiseLayer(node, convolution, weight, input);
  }

  private static Slice weight(Network network, Node node) {
    return network.layout().find(node.name(), Role.WEIGHT).orElseThrow();
  }
}
