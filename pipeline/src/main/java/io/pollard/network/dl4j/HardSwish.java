package io.pollard.network.dl4j;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.nd4j.linalg.activations.impl.ActivationReLU6;

/**
 * Hard swish, {@code x relu6(x + 3) / 6}, which DL4J does not have: there it is a shift, a ReLU6, a
 * product and a scale, and where such a chain is read it is one operation again.
 */
final class HardSwish {
  private static final double SIXTH = 1.0 / 6.0;

  /** Other frameworks write the sixth as a float. */
  private static final double ROUNDING = 1e-7;

  private HardSwish() {}

  static boolean is(Operation operation) {
    return operation instanceof Activation a && a.function() == Function.HARD_SWISH;
  }

  /** Adds its vertices; the last bears its name. */
  static void write(
      ComputationGraphConfiguration.GraphBuilder builder, String name, String source) {
    builder
        .addVertex(name + ":shift", new ShiftVertex(3.0), source)
        .addLayer(name + ":relu6", new ActivationLayer(new ActivationReLU6()), name + ":shift")
        .addVertex(
            name + ":product",
            new ElementWiseVertex(ElementWiseVertex.Op.Product),
            source,
            name + ":relu6")
        .addVertex(name, new ScaleVertex(SIXTH), name + ":product");
  }

  /**
   * A graph in which every chain that computes hard swish, and of which nothing but the end is read
   * elsewhere, is one node of the end's name. The scale may stand behind the product or before it.
   */
  static LayerGraph join(LayerGraph graph) {
    return new Joining(graph).joined();
  }

  private static final class Joining {
    private final LayerGraph graph;
    private final Map<String, Node> nodes;
    private final Map<String, Integer> readers = new HashMap<>();

    Joining(LayerGraph graph) {
      this.graph = graph;
      nodes = graph.byName();
      graph.nodes().forEach(n -> n.inputs().forEach(i -> readers.merge(i, 1, Integer::sum)));
    }

    /** What a part of a chain starts from, and its nodes. */
    private record Chain(String source, List<String> inner) {
      Chain and(Node node) {
        List<String> all = new ArrayList<>(inner);
        all.add(node.name());
        return new Chain(source, all);
      }
    }

    LayerGraph joined() {
      Map<String, String> sources = new HashMap<>();
      Set<String> inner = new HashSet<>();
      for (Node node : graph.nodes()) {
        chain(node)
            .ifPresent(
                chain -> {
                  sources.put(node.name(), chain.source());
                  inner.addAll(chain.inner());
                });
      }
      List<Node> joined = new ArrayList<>();
      for (Node node : graph.nodes()) {
        String source = sources.get(node.name());
        if (source != null && !inner.contains(node.name())) {
          Activation swish = new Activation(Function.HARD_SWISH, 0.0);
          joined.add(new Node(node.name(), swish, List.of(source), node.output()));
        } else if (!inner.contains(node.name())) {
          joined.add(node);
        }
      }
      return new LayerGraph(joined);
    }

    private Optional<Chain> chain(Node end) {
      if (!isSixth(end)) {
        return product(end, true);
      }
      return once(end.inputs().get(0))
          .flatMap(product -> product(product, false).map(chain -> chain.and(product)));
    }

    /** {@code x * relu6(x + 3)}, in either order; with a sixth on the right factor or without. */
    private Optional<Chain> product(Node node, boolean sixth) {
      if (!(node.operation() instanceof Multiply) || node.inputs().size() != 2) {
        return Optional.empty();
      }
      String first = node.inputs().get(0);
      String second = node.inputs().get(1);
      Optional<Chain> found = gate(second, sixth).filter(chain -> chain.source().equals(first));
      return found.isPresent()
          ? found
          : gate(first, sixth).filter(chain -> chain.source().equals(second));
    }

    private Optional<Chain> gate(String name, boolean sixth) {
      if (!sixth) {
        return clipped(name);
      }
      return once(name)
          .filter(Joining::isSixth)
          .flatMap(scale -> clipped(scale.inputs().get(0)).map(chain -> chain.and(scale)));
    }

    private Optional<Chain> clipped(String name) {
      return once(name)
          .filter(n -> n.operation() instanceof Activation a && a.function() == Function.RELU6)
          .flatMap(
              clip ->
                  once(clip.inputs().get(0))
                      .filter(n -> n.operation() instanceof Shift s && s.amount() == 3.0)
                      .map(
                          shift ->
                              new Chain(shift.inputs().get(0), List.of()).and(shift).and(clip)));
    }

    private static boolean isSixth(Node node) {
      return node.operation() instanceof Scale s && Math.abs(s.factor() - SIXTH) < ROUNDING;
    }

    /** The node of a name, if only one reads it. */
    private Optional<Node> once(String name) {
      return Optional.ofNullable(nodes.get(name)).filter(n -> readers.getOrDefault(name, 0) == 1);
    }
  }
}
