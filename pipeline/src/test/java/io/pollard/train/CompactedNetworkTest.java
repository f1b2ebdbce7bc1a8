package io.pollard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer;
import io.pollard.engine.Optimizer.Adam;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.dl4j.Reference;
import io.pollard.prune.penalty.GroupLasso;
import io.pollard.prune.surgery.Compacted;
import io.pollard.random.Draws;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network that shrinks under its mask does what the whole one does. */
class CompactedNetworkTest {
  private static final int BATCH = 6;

  /**
   * An epsilon far above the rounding of gradients: where a gradient is zero but for rounding, as
   * that of a lone weight before batch norm, Adam's own would blow the rounding up to whole steps.
   */
  private static final Adam ADAM = new Adam(1e-3, 0.9, 0.999, 1e-2);

  static Stream<Network> networks() {
    return Stream.of(perceptron(), convolutional(), normalised());
  }

  private static Network perceptron() {
    GraphBuilder graph = new GraphBuilder("perceptron", new Shape(1, 6, 6));
    String fc1 = graph.relu(graph.dense("fc1", graph.input(), 20, true));
    String fc2 = graph.relu(graph.dense("fc2", fc1, 12, false));
    return Dl4jNetworks.fromGraph("perceptron", graph.classifier("fc3", fc2, 3));
  }

  private static Network convolutional() {
    GraphBuilder graph = new GraphBuilder("convolutional", new Shape(2, 8, 8));
    String conv1 =
        graph.maxPool("pool", graph.convolution("conv1", graph.input(), 8, 3, 1, 1, false), 2);
    String conv2 = graph.relu(graph.convolution("conv2", conv1, 10, 3, 1, 1, false));
    String fc1 = graph.relu(graph.dense("fc1", conv2, 16, false));
    return Dl4jNetworks.fromGraph("convolutional", graph.classifier("fc2", fc1, 3));
  }

  private static Network normalised() {
    GraphBuilder graph = new GraphBuilder("normalised", new Shape(2, 6, 6));
    String conv1 =
        graph.relu(
            "relu1",
            graph.batchNorm("bn1", graph.convolution("conv1", graph.input(), 8, 3, 1, 1, false)));
    String conv2 = graph.batchNorm("bn2", graph.convolution("conv2", conv1, 8, 3, 1, 1, false));
    String sum = graph.relu("relu2", graph.add("sum", conv1, conv2));
    String fc1 = graph.relu(graph.dense("fc1", graph.globalAveragePool("gap", sum), 12, true));
    return Dl4jNetworks.fromGraph("normalised", graph.classifier("fc2", fc1, 3));
  }

  /** Few weights; in addition some whole channels, values of batch norm among them. */
  private static Mask sparse(Network network, double density, long seed) {
    BitSet gone = new BitSet();
    Draws draws = Draws.of(seed, "mask");
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        gone.set(i, slice.role() == Role.WEIGHT && draws.nextDouble() >= density);
        if (slice.role() == Role.GAMMA || slice.role() == Role.BETA) {
          gone.set(i, (i - slice.offset()) % 3 == 0);
        }
      }
    }
    for (Slice slice : network.layout().prunable()) {
      int row = slice.length() / slice.shape().get(0);
      if (slice.layer().startsWith("conv")) {
        for (int channel = 0; channel < slice.shape().get(0); channel += 3) {
          gone.set(slice.offset() + channel * row, slice.offset() + (channel + 1) * row);
        }
      }
    }
    return Mask.of(network.layout().length(), i -> !gone.get(i));
  }

  private static CompiledNetwork compile(Network network) {
    return Engines.preferred(network).compile(network, BATCH);
  }

  private static Batch batch(Network network, long seed) {
    Draws draws = Draws.of(seed, "batch");
    float[] features = new float[BATCH * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    float[] targets = new float[BATCH * network.classes()];
    for (int i = 0; i < BATCH; i++) {
      targets[i * network.classes() + i % network.classes()] = 1f;
    }
    return new Batch(BATCH, features, targets);
  }

  private static void start(
      CompiledNetwork compiled, Optimizer optimizer, double decay, Mask mask, boolean moving) {
    Network network = compiled.network();
    UpdateRule rule = new UpdateRule(optimizer, decay, false);
    compiled.updateRule(rule);
    compiled.mask(mask);
    compiled.parameters(Reference.parameters(network, 4));
    float[] state = new float[rule.stateVectors() * network.layout().length()];
    if (moving) {
      Draws draws = Draws.of(5, "state");
      for (int i = 0; i < state.length; i++) {
        state[i] = (float) (1e-3 * draws.nextDouble());
      }
    }
    compiled.optimizerState(state);
  }

  private static void steps(CompiledNetwork compiled, int from, int to) {
    for (int i = from; i < to; i++) {
      double loss = compiled.step(batch(compiled.network(), i), 0.01, i, 1);
      assertThat(loss).isFinite();
    }
  }

  private static void requireSame(CompiledNetwork whole, CompiledNetwork compacted) {
    requireClose(compacted.parameters(), whole.parameters());
    requireClose(compacted.optimizerState(), whole.optimizerState());
    float[] expected = new float[BATCH * whole.network().classes()];
    float[] found = expected.clone();
    float[] features = batch(whole.network(), 99).features();
    whole.logits(features, BATCH, expected);
    compacted.logits(features, BATCH, found);
    requireClose(found, expected);
  }

  private static void requireClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(1e-4f * Math.max(1f, Math.abs(expected[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void trainsAsTheWholeNetworkDoes(Network network) {
    for (Optimizer optimizer : List.of(new Momentum(0.01, 0.9), ADAM)) {
      for (double decay : new double[] {0.0, 0.01}) {
        for (boolean moving : new boolean[] {false, true}) {
          Mask mask = sparse(network, 0.1, 2);
          try (CompiledNetwork whole = compile(network);
              CompiledNetwork inner = compile(network);
              CompactedNetwork compacted =
                  new CompactedNetwork(inner, Compaction.ON, CompactedNetworkTest::compile)) {
            start(whole, optimizer, decay, mask, moving);
            start(compacted, optimizer, decay, mask, moving);
            steps(whole, 0, 4);
            steps(compacted, 0, 4);
            assertThat(compacted.trainedMacs())
                .isPositive()
                .isLessThan(NetworkCounts.of(network).macs());
            requireSame(whole, compacted);
          }
        }
      }
    }
  }

  /** Weight decay, momentum and statistics move what the smaller network lacks bit by bit alike. */
  @Test
  void whatIsLackingMovesToTheLastBit() {
    Network network = normalised();
    Mask mask = sparse(network, 0.08, 7);
    try (CompiledNetwork whole = compile(network);
        CompiledNetwork inner = compile(network);
        CompactedNetwork compacted =
            new CompactedNetwork(inner, Compaction.ON, CompactedNetworkTest::compile)) {
      start(whole, ADAM, 0.01, mask, true);
      start(compacted, ADAM, 0.01, mask, true);
      float[] before = whole.parameters();
      steps(whole, 0, 3);
      steps(compacted, 0, 3);
      float[] expected = whole.parameters();
      float[] found = compacted.parameters();
      BitSet present = new BitSet();
      for (int i : Compacted.of(network, mask).smaller().origin()) {
        present.set(i);
      }
      int moved = 0;
      for (int i = 0; i < found.length; i++) {
        if (!present.get(i)) {
          assertThat(found[i]).as("element %d", i).isEqualTo(expected[i]);
          moved += expected[i] != before[i] ? 1 : 0;
        }
      }
      assertThat(moved).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void followsAMaskThatChangesOnTheWay(Network network) {
    Mask half = sparse(network, 0.5, 3);
    List<Mask> masks =
        List.of(
            half,
            half.and(sparse(network, 0.7, 4)),
            half.and(sparse(network, 0.1, 5)),
            Mask.dense(network.layout().length()),
            sparse(network, 0.05, 6));
    try (CompiledNetwork whole = compile(network);
        CompiledNetwork inner = compile(network);
        CompactedNetwork compacted =
            new CompactedNetwork(inner, Compaction.AUTO, CompactedNetworkTest::compile)) {
      start(whole, new Momentum(0.01, 0.9), 0.01, half, true);
      start(compacted, new Momentum(0.01, 0.9), 0.01, half, true);
      int step = 0;
      for (Mask mask : masks) {
        whole.mask(mask);
        compacted.mask(mask);
        steps(whole, step, step + 2);
        steps(compacted, step, step + 2);
        requireSame(whole, compacted);
        step += 2;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAndActivationsAreTheWholeNetworks(Network network) {
    Mask mask = sparse(network, 0.1, 2);
    try (CompiledNetwork whole = compile(network);
        CompiledNetwork inner = compile(network);
        CompactedNetwork compacted =
            new CompactedNetwork(inner, Compaction.ON, CompactedNetworkTest::compile)) {
      start(whole, new Momentum(0.01, 0.9), 0.0, mask, false);
      start(compacted, new Momentum(0.01, 0.9), 0.0, mask, false);
      steps(compacted, 0, 1);
      steps(whole, 0, 1);
      float[] expected = new float[network.layout().length()];
      float[] found = expected.clone();
      whole.gradient(batch(network, 8), expected);
      compacted.gradient(batch(network, 8), found);
      requireClose(found, expected);
      String node = network.graph().nodes().get(2).name();
      Map<String, float[]> given =
          Map.of(network.graph().nodes().get(0).name(), batch(network, 9).features());
      requireClose(
          compacted.forward(given, BATCH, List.of(node)).get(node),
          whole.forward(given, BATCH, List.of(node)).get(node));
      steps(compacted, 1, 2);
      steps(whole, 1, 2);
      requireSame(whole, compacted);
    }
  }

  @Test
  void leavesADenseNetworkAloneAndDoesNothingWhenOff() {
    Network network = perceptron();
    for (Compaction compaction : Compaction.values()) {
      Mask mask =
          compaction == Compaction.OFF
              ? sparse(network, 0.02, 1)
              : Mask.dense(network.layout().length());
      try (CompiledNetwork whole = compile(network);
          CompiledNetwork inner = compile(network);
          CompactedNetwork compacted =
              new CompactedNetwork(
                  inner,
                  compaction,
                  smaller -> {
                    throw new AssertionError("there is nothing to compile");
                  })) {
        start(whole, new Adam(), 0.0, mask, false);
        start(compacted, new Adam(), 0.0, mask, false);
        steps(whole, 0, 3);
        steps(compacted, 0, 3);
        assertThat(compacted.parameters()).containsExactly(whole.parameters());
        assertThat(compacted.trainedMacs()).isEqualTo(NetworkCounts.of(network).macs());
      }
    }
  }

  /** A group's norm has the weights that are inert in it too. */
  @Test
  void staysWholeWhileThereArePenaltiesOfGroups() {
    Network network = convolutional();
    Mask mask = sparse(network, 0.1, 2);
    UpdateRule plain = new UpdateRule(new Momentum(0.01, 0.9), 0.0, false);
    UpdateRule penalised =
        new UpdateRule(plain.optimizer(), 0.0, false, plain.l1(), List.of(new GroupLasso()));
    try (CompiledNetwork whole = compile(network);
        CompiledNetwork inner = compile(network);
        CompactedNetwork compacted =
            new CompactedNetwork(inner, Compaction.ON, CompactedNetworkTest::compile)) {
      for (CompiledNetwork each : List.of(whole, compacted)) {
        start(each, plain.optimizer(), 0.0, mask, false);
        steps(each, 0, 2);
        each.updateRule(penalised);
        steps(each, 2, 4);
      }
      assertThat(compacted.trainedMacs()).isEqualTo(NetworkCounts.of(network).macs());
      requireSame(whole, compacted);
      for (CompiledNetwork each : List.of(whole, compacted)) {
        each.updateRule(plain);
        steps(each, 4, 6);
      }
      assertThat(compacted.trainedMacs()).isLessThan(NetworkCounts.of(network).macs());
      requireSame(whole, compacted);
    }
  }

  @Test
  void paysFromAFifthOn() {
    assertThat(Compaction.AUTO.pays(1000, 800)).isTrue();
    assertThat(Compaction.AUTO.pays(1000, 801)).isFalse();
    assertThat(Compaction.ON.pays(1000, 999)).isTrue();
    assertThat(Compaction.ON.pays(1000, 1000)).isFalse();
    assertThat(Compaction.OFF.pays(1000, 1)).isFalse();
  }
}
