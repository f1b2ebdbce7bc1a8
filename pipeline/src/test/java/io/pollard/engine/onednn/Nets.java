package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;

/** Networks made from a graph alone: biases before weights, to show that the order is nobody's. */
final class Nets {
  private Nets() {}

  static Network of(LayerGraph graph) {
    List<Slice> slices = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Convolution c) {
        if (c.bias()) {
          add(slices, node, Role.BIAS, c.nOut());
        }
        int in = c.nIn() / c.groups();
        if (c.groups() > 1 && in == 1) {
          int times = c.nOut() / c.nIn();
          add(slices, node, Role.WEIGHT, c.kernelHeight(), c.kernelWidth(), c.nIn(), times);
        } else {
          add(slices, node, Role.WEIGHT, c.nOut(), in, c.kernelHeight(), c.kernelWidth());
        }
      } else if (node.operation() instanceof Dense d) {
        if (d.bias()) {
          add(slices, node, Role.BIAS, d.nOut());
        }
        add(slices, node, Role.WEIGHT, d.nOut(), d.nIn());
      } else if (node.operation() instanceof BatchNorm b) {
        add(slices, node, Role.MEAN, b.channels());
        add(slices, node, Role.GAMMA, b.channels());
        add(slices, node, Role.BETA, b.channels());
        add(slices, node, Role.VARIANCE, b.channels());
      }
    }
    Node last = graph.nodes().get(graph.nodes().size() - 1);
    return new Network(
        "hand",
        "{}",
        new ParameterLayout(slices),
        graph,
        graph.nodes().get(0).output(),
        last.output().size());
  }

  private static void add(List<Slice> slices, Node node, Role role, Integer... shape) {
    int offset = slices.isEmpty() ? 0 : slices.get(slices.size() - 1).end();
    slices.add(new Slice(node.name(), role, List.of(shape), offset, role == Role.WEIGHT));
  }
}
