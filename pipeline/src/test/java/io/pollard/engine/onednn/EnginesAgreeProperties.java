package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.RandomGraphs;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * The compiled engine against the reference engine: the same gradients, of training and of
 * inference, to 1e-5 of the largest in each tensor. A tensor whose gradient is small against the
 * network's is measured against a tenth of the network's largest: such a gradient is often a sum
 * that cancels (those of what feeds a batch norm cancel to next to nothing).
 *
 * <p>Left out are starts where single precision cannot tell: where rounding decides on which side
 * of a kink a unit is, and where the reference engine's own gradient moves by a tenth of that when
 * its inputs and parameters move by their last bit (batch norm over a few nearly equal values).
 */
class EnginesAgreeProperties {
  private static final int BATCH = 16;
  private static final double TOLERANCE = 1e-5;
  private static final int MOVES = 3;

  @Property(tries = 40)
  void onNetworksDrawnAtRandom(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int length) {
    Network network = Dl4jNetworks.fromGraph("random", RandomGraphs.draw(seed, length));
    Assume.that(Engines.named("dl4j").refusal(network).isEmpty());
    Assume.that(requireAgreement(network, seed));
  }

  @Example
  void onEveryFunction() {
    for (Function function : Function.values()) {
      Activation activation = new Activation(function, function == Function.LEAKY_RELU ? 0.2 : 0.0);
      GraphBuilder graph = new GraphBuilder("functions", new Shape(2, 6, 6));
      String a = graph.node("fa", activation, graph.convolution("a", "input", 5, 3, 1, 1, true));
      String b = graph.node("fb", activation, graph.batchNorm("nb", a));
      String c = graph.dense("c", b, 7, true);
      requireSomewhere(graph, graph.node("c:activation", activation, c));
    }
  }

  @Example
  void onEveryConvolution() {
    for (int groups : new int[] {1, 4}) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int dilation = 1; dilation <= (groups == 1 ? 2 : 1); dilation++) {
          GraphBuilder graph = new GraphBuilder("convolutions", new Shape(4, 11, 9));
          int[] kernel = {2, 3};
          Padding padding =
              Shapes.same(
                  graph.shape(graph.input()),
                  kernel,
                  new int[] {stride, stride},
                  new int[] {dilation, dilation});
          Convolution convolution =
              new Convolution(
                  4, 8, 2, 3, stride, stride, padding, dilation, dilation, groups, stride == 2);
          requireSomewhere(graph, graph.relu(graph.node("conv", convolution, graph.input())));
        }
      }
    }
  }

  @Example
  void onEveryPooling() {
    for (int kernel = 1; kernel <= 3; kernel++) {
      for (boolean max : new boolean[] {true, false}) {
        for (boolean counted : new boolean[] {true, false}) {
          int around = kernel == 3 ? 1 : 0;
          Padding padding = new Padding(around, around, around, around);
          GraphBuilder graph = new GraphBuilder("poolings", new Shape(2, 9, 8));
          String conv = graph.convolution("conv", graph.input(), 6, 3, 1, 1, true);
          Pooling pooling = new Pooling(max, kernel, kernel, 2, 2, padding, !max && counted);
          String pool = graph.node("pool", pooling, conv);
          String next = graph.convolution("next", pool, 5, 2, 1, 0, true);
          requireSomewhere(graph, graph.node("global", new GlobalPooling(max), next));
        }
      }
    }
  }

  @Example
  void onShortcutsAndConcatenations() {
    GraphBuilder graph = new GraphBuilder("joins", new Shape(3, 4, 4));
    String stem =
        graph.relu("r", graph.batchNorm("n", graph.convolution("s", "input", 6, 3, 1, 1, false)));
    String a = graph.batchNorm("na", graph.convolution("a", stem, 6, 3, 1, 1, false));
    String sum = graph.relu("rs", graph.add("sum", a, stem));
    String small = graph.subsample("small", sum, 2);
    String wide = graph.concat("wide", small, graph.scale("zeros", small, 0.0));
    String down = graph.batchNorm("nd", graph.convolution("d", sum, 12, 3, 2, 1, false));
    String end = graph.relu("re", graph.add("end", down, wide));
    requireSomewhere(graph, graph.globalAveragePool("pool", end));
  }

  /** From one of a few starts that are not near a kink. */
  private static void requireSomewhere(GraphBuilder graph, String last) {
    Network network =
        Dl4jNetworks.fromGraph(graph.shape(last).toString(), graph.classifier("out", last, 4));
    for (long seed = 1; seed <= 60; seed++) {
      if (requireAgreement(network, seed)) {
        return;
      }
    }
    throw new AssertionError("a kink is near every start");
  }

  /** Whether there was no kink in the way; then the gradients agree. */
  private static boolean requireAgreement(Network network, long seed) {
    float[] start = Values.initial(network, seed);
    Batch data = Agreement.data(network, BATCH, seed);
    if (Kinks.near(network, start, data, true) || Kinks.near(network, start, data, false)) {
      return false;
    }
    if (isUnsteady(network, start, data, seed)) {
      return false;
    }
    List<Found> found = new ArrayList<>();
    for (String name : List.of("onednn", "dl4j")) {
      Engine engine = Engines.named(name);
      assertThat(engine.refusal(network)).isEmpty();
      try (CompiledNetwork compiled = engine.compile(network, BATCH)) {
        found.add(Found.of(compiled, start, data));
      }
    }
    requireSame(network, "inference", found.get(0).inference(), found.get(1).inference());
    requireSame(network, "training", found.get(0).training(), found.get(1).training());
    double least = Math.max(1e-2, found.get(1).loss());
    assertThat(Math.abs(found.get(0).loss() - found.get(1).loss()) / least)
        .as("loss")
        .isLessThan(TOLERANCE);
    return true;
  }

  private static boolean isUnsteady(Network network, float[] start, Batch data, long seed) {
    try (CompiledNetwork compiled = Engines.named("dl4j").compile(network, BATCH)) {
      Found here = Found.of(compiled, start, data);
      for (int i = 0; i < MOVES; i++) {
        Draws draws = Draws.of(seed, "last bit", i);
        Batch moved = new Batch(data.size(), moved(data.features(), draws), data.targets());
        Found there = Found.of(compiled, moved(start, draws), moved);
        if (difference(network, here.training(), there.training()) > TOLERANCE / 10
            || difference(network, here.inference(), there.inference()) > TOLERANCE / 10) {
          return true;
        }
      }
      return false;
    }
  }

  private static float[] moved(float[] values, Draws draws) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += Math.ulp(moved[i]) * (draws.nextInt(3) - 1);
    }
    return moved;
  }

  private static double difference(Network network, float[] one, float[] other) {
    double worst = 0.0;
    double overall = largest(one, 0, one.length);
    for (Slice slice : network.layout().slices()) {
      double scale = scale(one, slice, overall);
      for (int i = slice.offset(); i < slice.end() && slice.role().isParameter(); i++) {
        worst = Math.max(worst, Math.abs(one[i] - other[i]) / scale);
      }
    }
    return worst;
  }

  private static double scale(float[] gradient, Slice slice, double overall) {
    double own = largest(gradient, slice.offset(), slice.end());
    return Math.max(Float.MIN_NORMAL, Math.max(own, 0.1 * overall));
  }

  /** The velocity after a first step with momentum is the gradient of training. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Found(float[] inference, float[] training, double loss) {
    static Found of(CompiledNetwork compiled, float[] start, Batch data) {
      compiled.parameters(start);
      compiled.updateRule(new UpdateRule(new Optimizer.Momentum(0.1, 0.9), 0.0, true));
      float[] inference = new float[start.length];
      compiled.gradient(data, inference);
      double loss = compiled.step(data, 0.1, 0, 1);
      return new Found(inference, compiled.optimizerState(), loss);
    }
  }

  private static void requireSame(Network network, String mode, float[] ours, float[] theirs) {
    assertThat(difference(network, theirs, ours))
        .as("%s of %s", mode, network.graph())
        .isLessThan(TOLERANCE);
  }

  private static double largest(float[] values, int from, int to) {
    double largest = 0.0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest;
  }
}
