package io.pollard.prune;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;

/** Layouts and graphs of dense networks, without a configuration behind them. */
public final class TestNetworks {
  private TestNetworks() {}

  /** Dense layers fc1, fc2 ... with biases: {@code dense("x", 784, 300, 100, 10)}. */
  public static Network dense(String name, int... widths) {
    return dense(name, false, widths);
  }

  public static Network lenet300100() {
    return dense("lenet-300-100", 784, 300, 100, 10);
  }

  /** The same with biases that pruning may thin too. */
  public static Network dense(String name, boolean pruneBiases, int... widths) {
    List<Slice> slices = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("input", new Operation.Input(), List.of(), Shape.vector(widths[0])));
    int offset = 0;
    String before = "input";
    for (int i = 1; i < widths.length; i++) {
      String layer = "fc" + i;
      Slice weight = new Slice(layer, Role.WEIGHT, List.of(widths[i], widths[i - 1]), offset, true);
      Slice bias = new Slice(layer, Role.BIAS, List.of(widths[i]), weight.end(), pruneBiases);
      slices.add(weight);
      slices.add(bias);
      offset = bias.end();
      nodes.add(
          new Node(
              layer,
              new Operation.Dense(widths[i - 1], widths[i], true),
              List.of(before),
              Shape.vector(widths[i])));
      before = layer;
    }
    int classes = widths[widths.length - 1];
    nodes.add(
        new Node(
            before + ":loss",
            new Operation.SoftmaxCrossEntropy(),
            List.of(before),
            Shape.vector(classes)));
    return new Network(
        name,
        "{}",
        new ParameterLayout(slices),
        new LayerGraph(nodes),
        Shape.vector(widths[0]),
        classes);
  }

  /** One prunable tensor per shape, layers layer1, layer2 ..., nothing else. */
  public static Network tensors(int... lengths) {
    List<Slice> slices = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < lengths.length; i++) {
      Slice slice = new Slice("layer" + (i + 1), Role.WEIGHT, List.of(1, lengths[i]), offset, true);
      slices.add(slice);
      offset = slice.end();
    }
    return new Network(
        "tensors",
        "{}",
        new ParameterLayout(slices),
        new LayerGraph(List.of()),
        Shape.vector(1),
        1);
  }
}
