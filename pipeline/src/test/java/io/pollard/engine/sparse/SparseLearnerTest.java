package io.pollard.engine.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.engine.Learner;
import io.pollard.engine.Optimizer;
import io.pollard.engine.Optimizer.Adam;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.Optimizer.Sgd;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.dl4j.Reference;
import io.pollard.network.zoo.Conv2;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet20;
import io.pollard.prune.structure.Weights;
import io.pollard.random.Draws;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weight by weight comes to the same as by matrices. */
class SparseLearnerTest {
  private static final int BATCH = 7;

  static Stream<Network> networks() {
    return Stream.of(
        new Lenet300100().build(new Shape(1, 9, 9), 4),
        new Lenet5().build(new Shape(2, 16, 16), 5),
        windows());
  }

  /** Strides, dilation, padding on one side, windows that overlap. */
  private static Network windows() {
    Shape input = new Shape(3, 13, 11);
    GraphBuilder graph = new GraphBuilder("windows", input);
    Padding same = Shapes.same(input, new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 1});
    String one =
        graph.node("one", new Convolution(3, 5, 3, 2, 2, 1, same, 1, 1, 1, true), graph.input());
    String leak = graph.node("leak", new Activation(Function.LEAKY_RELU, 0.25), one);
    String two =
        graph.node(
            "two",
            new Convolution(5, 4, 2, 3, 1, 2, new Padding(1, 2, 1, 2), 2, 1, 1, false),
            leak);
    String pool = graph.node("pool", new Pooling(true, 2, 3, 1, 2, Padding.NONE, false), two);
    return Dl4jNetworks.fromGraph("windows", graph.classifier("fc", pool, 3));
  }

  private static Mask sparse(Network network, double density, long seed) {
    Draws draws = Draws.of(seed, "mask");
    BitSet gone = new BitSet();
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        double keep = slice.role() == Role.WEIGHT ? density : 0.9;
        gone.set(i, draws.nextDouble() >= keep);
      }
    }
    return Mask.of(network.layout().length(), i -> !gone.get(i));
  }

  /** Channels that no weight leads to. */
  private static Mask withoutSomeFilters(Network network, long seed) {
    Draws draws = Draws.of(seed, "filters");
    BitSet gone = new BitSet();
    for (Node node : network.graph().nodes()) {
      Optional<Slice> slice = network.layout().find(node.name(), Role.WEIGHT);
      if (slice.isEmpty()) {
        continue;
      }
      Weights weights =
          node.operation() instanceof Convolution c
              ? Weights.of(c, slice.get())
              : Weights.of(slice.get());
      for (int output = 0; output < weights.outputs(); output++) {
        boolean goes = draws.nextDouble() < 0.4;
        for (int input = 0; goes && input < weights.inputs(); input++) {
          for (int position = 0; position < weights.window(); position++) {
            gone.set(weights.index(output, input, position));
          }
        }
      }
    }
    return Mask.of(network.layout().length(), i -> !gone.get(i));
  }

  /** Biases of both signs. */
  private static float[] parameters(Network network) {
    float[] values = Reference.parameters(network, 4);
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); slice.role() == Role.BIAS && i < slice.end(); i++) {
        values[i] -= 1f;
      }
    }
    return values;
  }

  private static Batch batch(Network network, int size, long seed) {
    Draws draws = Draws.of(seed, "batch");
    float[] features = new float[BATCH * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    float[] targets = new float[BATCH * network.classes()];
    for (int i = 0; i < BATCH; i++) {
      targets[i * network.classes() + i % network.classes()] = 0.75f;
      targets[i * network.classes() + (i + 1) % network.classes()] = 0.25f;
    }
    return new Batch(size, features, targets);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void trainsAsAnEngineDoes(Network network) {
    assertThat(SparseLearner.takes(network.graph())).isTrue();
    for (Optimizer optimizer :
        List.of(new Sgd(0.05), new Momentum(0.02, 0.9), new Adam(1e-3, 0.9, 0.999, 1e-2))) {
      Mask mask = sparse(network, 0.2, 3).and(withoutSomeFilters(network, 6));
      try (CompiledNetwork engine = Engines.preferred(network).compile(network, BATCH);
          SparseLearner sparse = new SparseLearner(network, mask, BATCH)) {
        for (Learner learner : List.of(engine, sparse)) {
          learner.updateRule(new UpdateRule(optimizer, 1e-3, true));
          learner.mask(mask);
          learner.parameters(parameters(network));
        }
        for (int i = 0; i < 4; i++) {
          int size = i == 2 ? BATCH - 3 : BATCH;
          if (i == 3) {
            Mask fewer = mask.and(sparse(network, 0.7, 5));
            engine.mask(fewer);
            sparse.mask(fewer);
          }
          Batch examples = batch(network, size, i);
          double rate = optimizer.learningRate();
          double expected = engine.step(examples, rate, i, 1);
          assertThat(sparse.step(examples, rate, i, 1))
              .isCloseTo(expected, within(1e-4 * Math.max(1.0, Math.abs(expected))));
        }
        requireClose(sparse.parameters(), engine.parameters());
        requireClose(sparse.optimizerState(), engine.optimizerState());
        float[] expected = new float[BATCH * network.classes()];
        float[] found = expected.clone();
        engine.logits(batch(network, BATCH, 9).features(), BATCH, expected);
        sparse.logits(batch(network, BATCH, 9).features(), BATCH, found);
        requireClose(found, expected);
      }
    }
  }

  private static void requireClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(2e-4f * Math.max(1f, Math.abs(expected[i]))));
    }
  }

  @Test
  void takesChainsOfWhatItKnows() {
    Shape image = new Shape(3, 32, 32);
    assertThat(SparseLearner.takes(new Conv2().build(image, 10).graph())).isTrue();
    assertThat(SparseLearner.takes(new Resnet20().build(image, 10).graph())).isFalse();
    GraphBuilder graph = new GraphBuilder("dropped", new Shape(4, 1, 1));
    String dropped = graph.dropout("drop", graph.dense("one", graph.input(), 3, true), 0.5);
    assertThat(SparseLearner.takes(graph.classifier("fc", dropped, 2))).isFalse();
  }

  @Test
  void aLossThatIsNoNumberShows() {
    Network network = new Lenet300100().build(new Shape(1, 3, 3), 2);
    Mask mask = Mask.dense(network.layout().length());
    try (SparseLearner sparse = new SparseLearner(network, mask, BATCH)) {
      sparse.updateRule(new UpdateRule(new Sgd(0.1), 0.0, false));
      float[] parameters = Reference.parameters(network, 1);
      parameters[0] = Float.NaN;
      sparse.parameters(parameters);
      assertThat(sparse.step(batch(network, BATCH, 1), 0.1, 0, 1)).isNaN();
    }
  }
}
