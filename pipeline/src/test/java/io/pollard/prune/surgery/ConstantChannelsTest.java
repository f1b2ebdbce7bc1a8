package io.pollard.prune.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.ContractNetworks;
import io.pollard.engine.Engines;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.zoo.Lenet5;
import io.pollard.prune.scoring.BatchNormScale;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Compatibility;
import io.pollard.prune.selection.Global;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Neuron;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConstantChannelsTest {
  private static final ScoringRule RULE = new BatchNormScale(true);

  private static void set(Network network, float[] weights, String layer, Role role, float... to) {
    Slice slice = network.layout().find(layer, role).orElseThrow();
    System.arraycopy(to, 0, weights, slice.offset(), to.length);
  }

  /** Some channels have gamma = 0, so that they are constant; they have the lowest scores. */
  private static float[] withConstants(Network network, int every) {
    float[] weights = ContractNetworks.values(network, 3);
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); slice.role() == Role.GAMMA && i < slice.end(); i += every) {
        weights[i] = 0f;
      }
    }
    return weights;
  }

  /** Prunes so many channels of the lowest scores. */
  private record Pruned(Mask mask, float[] weights) {
    static Pruned of(Network network, Structure structure, float[] weights, int channels) {
      Groups groups = structure.groups(network);
      Mask dense = Mask.dense(weights.length);
      Subject subject = new Subject(network, weights, weights, dense, 1);
      double share = (double) channels / groups.count();
      Mask mask =
          new Global()
              .select(
                  network,
                  groups,
                  dense,
                  RULE.groups(subject, groups, Sums.NONE),
                  new Amount.Sparsity(new Fraction(share)));
      return new Pruned(mask, RULE.survivors(subject, new double[0], 0, mask));
    }
  }

  private static float[] values(Network network, Mask mask, float[] weights, String node) {
    try (CompiledNetwork compiled = Engines.preferred(network).compile(network, 4)) {
      compiled.mask(mask);
      compiled.parameters(weights);
      String input = network.graph().nodes().get(0).name();
      float[] features = ContractNetworks.batch(network, 4, 5).features();
      Map<String, float[]> found = compiled.forward(Map.of(input, features), 4, List.of(node));
      return Objects.requireNonNull(found.get(node));
    }
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as("value %d", i).isCloseTo(expected[i], within(2e-5f));
    }
  }

  /** METHODS G5: W = [[0.5, -1], [2, 0.25]], channel 1 with beta = 0.3 goes. */
  @Test
  void goldenCorrection() {
    GraphBuilder graph = new GraphBuilder("slim", new Shape(1, 2, 2));
    String bn = graph.batchNorm("bn", graph.convolution("c1", graph.input(), 2, 1, 1, 0, false));
    String next = graph.convolution("c2", graph.relu("relu", bn), 2, 1, 1, 0, true);
    Network network = Dl4jNetworks.fromGraph("slim", graph.classifier("fc", next, 2));
    float[] weights = new float[network.layout().length()];
    set(network, weights, "bn", Role.BETA, -0.5f, 0.3f);
    set(network, weights, "c2", Role.WEIGHT, 0.5f, -1, 2, 0.25f);
    set(network, weights, "c2", Role.BIAS, 1, 2);
    int gamma = network.layout().find("bn", Role.GAMMA).orElseThrow().offset();
    Mask dense = Mask.dense(weights.length);
    Slice bias = network.layout().find("c2", Role.BIAS).orElseThrow();

    Mask second = Mask.of(weights.length, i -> i != gamma + 1);
    float[] corrected = ConstantChannels.absorb(network, dense, second, weights);
    assertThat(corrected[bias.offset()]).isCloseTo(1 - 0.3f, within(1e-6f));
    assertThat(corrected[bias.offset() + 1]).isCloseTo(2 + 0.075f, within(1e-6f));

    // ReLU of a negative beta is 0.
    Mask first = Mask.of(weights.length, i -> i != gamma);
    assertThat(ConstantChannels.absorb(network, dense, first, weights)).containsExactly(weights);
  }

  /** Batch norm behind what reads the channels, pooling and flattening on the way; no padding. */
  @Test
  void constantChannelsGoWithoutAnyChange() {
    Network network = new Lenet5(new KaimingNormal(), true).build(new Shape(1, 28, 28), 10);
    float[] weights = withConstants(network, 3);
    // 7 of 20 and 17 of 50 channels have gamma = 0.
    Pruned pruned = Pruned.of(network, new Filter(), weights, 24);
    assertThat(pruned.mask().kept(network.layout().find("bn2", Role.GAMMA).orElseThrow()))
        .isEqualTo(33);
    Mask dense = Mask.dense(weights.length);
    float[] expected = values(network, dense, weights, "ip2");
    assertClose(values(network, pruned.mask(), pruned.weights(), "ip2"), expected);
    assertThat(maximum(values(network, pruned.mask(), weights, "ip2"), expected))
        .isGreaterThan(0.05f);
  }

  @Test
  void constantNeuronsGoWithoutAnyChange() {
    Network network = ContractNetworks.normalisedDense();
    float[] weights = withConstants(network, 2);
    Pruned pruned = Pruned.of(network, new Neuron(), weights, 3);
    float[] expected = values(network, Mask.dense(weights.length), weights, "fc2");
    assertClose(values(network, pruned.mask(), pruned.weights(), "fc2"), expected);
  }

  /** All functions that a channel may run through, sums, concatenation, depthwise layers. */
  @ParameterizedTest
  @EnumSource
  void constantsGoThroughWhateverWorksByChannel(Activation.Function function) {
    GraphBuilder graph = new GraphBuilder("ways", new Shape(2, 7, 7));
    String c1 = graph.batchNorm("b1", graph.convolution("c1", graph.input(), 4, 3, 1, 0, false));
    String c2 = graph.batchNorm("b2", graph.convolution("c2", graph.input(), 4, 3, 1, 0, false));
    String act = graph.node("act", new Activation(function, 0.1), c1);
    String sum = graph.scale("half", graph.add("sum", act, c2), 0.5);
    String both = graph.concat("both", sum, act);
    Convolution each = new Convolution(8, 8, 3, 3, 1, 1, Padding.NONE, 1, 1, 8, true);
    String pool = graph.globalAveragePool("pool", graph.node("each", each, both));
    Network network = Dl4jNetworks.fromGraph("ways", graph.classifier("fc", pool, 3));
    float[] weights = ContractNetworks.values(network, 3);
    set(network, weights, "b1", Role.GAMMA, 1, 0, 1, 1);
    set(network, weights, "b2", Role.GAMMA, 1, 0, 1, 1);
    set(network, weights, "b1", Role.BETA, 0.1f, 0.7f);
    set(network, weights, "b2", Role.BETA, 0.1f, 0.4f);
    Pruned pruned = Pruned.of(network, new Filter(), weights, 1);
    float[] expected = values(network, Mask.dense(weights.length), weights, "fc");
    assertClose(values(network, pruned.mask(), pruned.weights(), "fc"), expected);
    assertThat(maximum(values(network, pruned.mask(), weights, "fc"), expected))
        .isGreaterThan(1e-3f);
  }

  /** Where a window reaches into padding with zeros, the constant is not there. */
  @Test
  void bordersThatArePaddedWithZerosChange() {
    GraphBuilder graph = new GraphBuilder("padded", new Shape(1, 6, 6));
    String bn = graph.batchNorm("bn", graph.convolution("c1", graph.input(), 3, 3, 1, 1, false));
    String next = graph.convolution("c2", graph.relu("relu", bn), 2, 3, 1, 1, true);
    Network network = Dl4jNetworks.fromGraph("padded", graph.classifier("fc", next, 2));
    float[] weights = ContractNetworks.values(network, 3);
    set(network, weights, "bn", Role.GAMMA, 1, 0, 1);
    set(network, weights, "bn", Role.BETA, 0.1f, 0.8f, -0.1f);
    int gamma = network.layout().find("bn", Role.GAMMA).orElseThrow().offset();
    Slice made = network.layout().find("c1", Role.WEIGHT).orElseThrow();
    int beta = network.layout().find("bn", Role.BETA).orElseThrow().offset();
    Mask mask =
        Mask.of(
            weights.length,
            i ->
                i != gamma + 1
                    && i != beta + 1
                    && (i < made.offset() + 9 || i >= made.offset() + 18));
    Mask dense = Mask.dense(weights.length);
    float[] corrected = ConstantChannels.absorb(network, dense, mask, weights);
    float[] expected = values(network, dense, weights, "c2");
    float[] found = values(network, mask, corrected, "c2");
    int changed = 0;
    for (int i = 0; i < found.length; i++) {
      int row = i % 36 / 6;
      int column = i % 6;
      if (row > 0 && row < 5 && column > 0 && column < 5) {
        assertThat(found[i]).isCloseTo(expected[i], within(2e-5f));
      } else {
        changed += Math.abs(found[i] - expected[i]) > 1e-3f ? 1 : 0;
      }
    }
    assertThat(changed).isGreaterThan(100);
  }

  /** METHODS G5: the published rule at 50%, with one channel of each layer kept. */
  @Test
  void slimmingPrunesByOneThreshold() {
    GraphBuilder graph = new GraphBuilder("slim", new Shape(1, 2, 2));
    String bn1 =
        graph.batchNorm("bn1", graph.convolution("conv1", graph.input(), 3, 1, 1, 0, false));
    String conv2 = graph.convolution("conv2", graph.relu("relu1", bn1), 4, 1, 1, 0, false);
    String bn2 = graph.relu("relu2", graph.batchNorm("bn2", conv2));
    Network network = Dl4jNetworks.fromGraph("slim", graph.classifier("fc", bn2, 2));
    float[] weights = new float[network.layout().length()];
    set(network, weights, "bn1", Role.GAMMA, 0.9f, -0.05f, 0.4f);
    set(network, weights, "bn2", Role.GAMMA, 0.02f, 0.03f, -0.04f, 0.01f);
    Groups groups = new Filter().groups(network);
    Mask dense = Mask.dense(weights.length);
    Subject subject = new Subject(network, weights, weights, dense, 1);
    Mask mask =
        new Global(List.of(), Compatibility.SLIMMING)
            .select(
                network,
                groups,
                dense,
                RULE.groups(subject, groups, Sums.NONE),
                new Amount.Sparsity(new Fraction(0.5)));
    Slice first = network.layout().find("bn1", Role.GAMMA).orElseThrow();
    Slice second = network.layout().find("bn2", Role.GAMMA).orElseThrow();
    assertThat(mask.kept(first)).isEqualTo(3);
    assertThat(mask.kept(second)).isEqualTo(1);
    assertThat(mask.kept(second.offset() + 2)).isTrue();
  }

  private static float maximum(float[] a, float[] b) {
    float largest = 0f;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
