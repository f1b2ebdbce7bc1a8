package io.pollard.prune.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.engine.Batch;
import io.pollard.engine.ContractNetworks;
import io.pollard.engine.ReferenceMath;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.derivative.Trace.Power;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceTest {

  /** Every operation, held against central differences of the loss in double precision. */
  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  void gradientsOfEveryExampleAreExact(Network network) {
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 4, 5);
    for (int example = 0; example < 4; example++) {
      Batch one = Traces.part(network, batch, example, example + 1);
      double[] exact = new ReferenceMath(network, weights, false).gradient(one);
      float[] found = gradient(network, weights, batch, example);
      for (WeightedLayer layer : WeightedLayer.all(network)) {
        for (int i = layer.weight().offset(); i < layer.weight().end(); i++) {
          assertThat((double) found[i])
              .as("%s[%d]", layer.weight().tensor(), i - layer.weight().offset())
              .isCloseTo(exact[i], within(2e-5 * (1.0 + Math.abs(exact[i]))));
        }
      }
    }
  }

  /** The shortcut of dense layers too. */
  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  void squaresAreThoseOfEveryExample(Network network) {
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 3, 5);
    double[] expected = new double[weights.length];
    for (int example = 0; example < 3; example++) {
      float[] gradient = gradient(network, weights, batch, example);
      for (int i = 0; i < expected.length; i++) {
        expected[i] += (double) gradient[i] * gradient[i];
      }
    }
    double[] sums = new double[weights.length];
    Map<String, WeightedLayer> layers = WeightedLayer.byName(network);
    Trace trace = Traces.of(network, weights, batch);
    trace.gradients(
        (node, derivatives) -> {
          if (layers.containsKey(node.name())) {
            layers.get(node.name()).squares(trace.inputs(node), derivatives, 3, sums);
          }
        });
    for (int i = 0; i < sums.length; i++) {
      assertThat(sums[i]).isCloseTo(expected[i], within(1e-6 * (1.0 + expected[i])));
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  void everyNodeIsVisitedOnceBehindItsReaders(Network network) {
    Trace trace =
        Traces.of(
            network, ContractNetworks.values(network, 1), ContractNetworks.batch(network, 2, 1));
    List<String> seen = new ArrayList<>();
    trace.gradients(
        (node, derivatives) -> {
          assertThat(derivatives).hasSize(2 * node.output().size());
          seen.add(node.name());
        });
    assertThat(seen).doesNotHaveDuplicates();
    Set<String> before = new HashSet<>();
    List<Node> nodes = network.graph().nodes();
    before.add(nodes.get(nodes.size() - 1).name());
    for (String name : seen) {
      for (Node reader : nodes) {
        if (reader.inputs().contains(name)) {
          assertThat(before).contains(reader.name());
        }
      }
      before.add(name);
    }
    assertThat(seen).hasSize(nodes.size() - 2);
  }

  /**
   * Where every unit reaches the loss on one way and every weight is used once, the recursion
   * leaves nothing out: the second derivative of the loss, by differences in double precision.
   */
  @Test
  void curvaturesAreTheHessianWhereNothingIsLeftOut() {
    Network network = singleWays();
    float[] weights = ContractNetworks.values(network, 2);
    WeightedLayer last = WeightedLayer.byName(network).get("fc");
    for (int row = 0; row < last.rows(); row++) {
      for (int column = 0; column < last.columns(); column++) {
        if (column != row) {
          weights[last.index(0, row, column)] = 0.0f;
        }
      }
    }
    Batch batch = ContractNetworks.batch(network, 1, 8);
    float[] found = new float[weights.length];
    Map<String, WeightedLayer> layers = WeightedLayer.byName(network);
    Trace trace = Traces.of(network, weights, batch);
    trace.curvatures(
        (node, derivatives) -> {
          if (layers.containsKey(node.name())) {
            WeightedLayer layer = layers.get(node.name());
            float[] products = new float[layer.weight().length()];
            layer.products(squared(trace.inputs(node)), derivatives, 0, products);
            System.arraycopy(products, 0, found, layer.weight().offset(), products.length);
          }
        });
    int positive = 0;
    for (WeightedLayer layer : layers.values()) {
      for (int i = layer.weight().offset(); i < layer.weight().end(); i++) {
        assertThat((double) found[i]).isCloseTo(second(network, weights, batch, i), within(2e-4));
        positive += found[i] > 1e-3 ? 1 : 0;
      }
    }
    assertThat(positive).isGreaterThan(10);
  }

  /** METHODS C2: an average of n passes the n^2-th part back. */
  @Test
  void averagesPassTheSquareBack() {
    Windows windows = Windows.whole(new GlobalPooling(false), new Shape(1, 2, 2));
    float[] to = new float[4];
    windows.back(Power.FIRST, 1, new float[4], new float[] {8f}, to);
    assertThat(to).containsOnly(2f);
    windows.back(Power.SECOND, 1, new float[4], new float[] {8f}, to);
    assertThat(to).containsOnly(2.5f);
  }

  @Test
  void namesALayerOfUnknownKind() {
    GraphBuilder builder = new GraphBuilder("net", Shape.vector(3));
    Network known = Dl4jNetworks.fromGraph("net", builder.classifier("fc", builder.input(), 2));
    List<Node> nodes = new ArrayList<>(known.graph().nodes());
    nodes.set(1, new Node("fc", new Operation.Opaque("LSTM"), List.of("input"), Shape.vector(2)));
    Network network =
        new Network(
            "net", "{}", known.layout(), new LayerGraph(nodes), known.input(), known.classes());
    assertThatThrownBy(() -> new Trace(network, new float[8], 1, Map.of(), new float[2]))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot differentiate network net: nothing is known of what one of its layers computes (layer=fc, type=LSTM); choose a scoring rule that needs no derivatives per example");
  }

  private static float[] gradient(Network network, float[] weights, Batch batch, int example) {
    float[] gradient = new float[weights.length];
    Map<String, WeightedLayer> layers = WeightedLayer.byName(network);
    Trace trace = Traces.of(network, weights, batch);
    trace.gradients(
        (node, derivatives) -> {
          if (layers.containsKey(node.name())) {
            WeightedLayer layer = layers.get(node.name());
            float[] own = new float[layer.weight().length()];
            layer.products(trace.inputs(node), derivatives, example, own);
            System.arraycopy(own, 0, gradient, layer.weight().offset(), own.length);
          }
        });
    return gradient;
  }

  /** A convolution over the whole image, batch norm, ReLU, a dense layer. */
  private static Network singleWays() {
    GraphBuilder graph = new GraphBuilder("single-ways", new Shape(2, 3, 3));
    String conv = graph.convolution("conv", graph.input(), 4, 3, 1, 0, true);
    String relu = graph.relu("relu", graph.batchNorm("bn", conv));
    return Dl4jNetworks.fromGraph("single-ways", graph.classifier("fc", relu, 4));
  }

  private static double second(Network network, float[] weights, Batch batch, int index) {
    double step = 1.0 / 256;
    float[] moved = weights.clone();
    double at = new ReferenceMath(network, moved, false).loss(batch);
    moved[index] = (float) (weights[index] + step);
    double up = moved[index] - (double) weights[index];
    double above = new ReferenceMath(network, moved, false).loss(batch);
    moved[index] = (float) (weights[index] - step);
    double down = weights[index] - (double) moved[index];
    double below = new ReferenceMath(network, moved, false).loss(batch);
    return 2.0 * ((above - at) / up + (below - at) / down) / (up + down);
  }

  private static float[] squared(float[] values) {
    float[] squares = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      squares[i] = values[i] * values[i];
    }
    return squares;
  }
}
