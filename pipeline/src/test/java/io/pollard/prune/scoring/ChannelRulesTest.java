package io.pollard.prune.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.engine.Batch;
import io.pollard.engine.ContractNetworks;
import io.pollard.engine.ReferenceMath;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.derivative.Traces;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Neuron;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** METHODS G4 and G5, and definitions by differences of the loss in double precision. */
class ChannelRulesTest {
  private static final Offset<Float> ROUNDED = within(1e-6f);

  /** Three filters of 2x2 on one channel. */
  private static Network filters() {
    GraphBuilder graph = new GraphBuilder("filters", new Shape(1, 3, 3));
    String conv = graph.convolution("conv", graph.input(), 3, 2, 1, 0, false);
    return Dl4jNetworks.fromGraph("filters", graph.classifier("fc", graph.relu(conv), 2));
  }

  private static float[] weights(Network network, String layer, Role role, float... values) {
    float[] weights = new float[network.layout().length()];
    Slice slice = network.layout().find(layer, role).orElseThrow();
    System.arraycopy(values, 0, weights, slice.offset(), values.length);
    return weights;
  }

  private static Subject dense(Network network, float[] weights) {
    return new Subject(network, weights, weights, Mask.dense(weights.length), 1);
  }

  private static final float[] G4 = {1, -1, 0.5f, 0, 0.2f, 0.1f, -0.1f, 0.1f, -2, 0, 0, 0.5f};

  @Test
  void filterNorms() {
    Network network = filters();
    Subject subject = dense(network, weights(network, "conv", Role.WEIGHT, G4));
    Groups groups = new Filter().groups(network);
    assertThat(new FilterNorm().groups(subject, groups, Sums.NONE))
        .containsExactly(new float[] {2.5f, 0.5f, 2.5f}, ROUNDED);
    assertThat(new FilterNorm(FilterNorm.Norm.L2).groups(subject, groups, Sums.NONE))
        .containsExactly(new float[] {1.5f, 0.264575f, 2.061553f}, ROUNDED);
    assertThat(new Magnitude().groups(subject, groups, Sums.NONE))
        .containsExactly(new FilterNorm().groups(subject, groups, Sums.NONE));
  }

  @Test
  void geometricMedianIsNearTheFilterBetweenTheOthers() {
    Network network = filters();
    float[] line = {0, 0, 0, 0, 3, 4, 0, 0, 9, 12, 0, 0};
    Subject subject = dense(network, weights(network, "conv", Role.WEIGHT, line));
    Groups groups = new Filter().groups(network);
    assertThat(new GeometricMedian().groups(subject, groups, Sums.NONE))
        .containsExactly(5 + 15, 5 + 10, 15 + 10);
    boolean[] gone = new boolean[line.length * 10];
    ((Channels) groups.blocks().get(0)).forEachPruned(1, i -> gone[i] = true);
    Mask mask = Mask.of(subject.weights().length, i -> !gone[i]);
    Subject rest = new Subject(network, subject.weights(), subject.weights(), mask, 1);
    assertThat(new GeometricMedian().groups(rest, groups, Sums.NONE)).containsExactly(15, 0, 15);
  }

  @Test
  void batchNormScales() {
    GraphBuilder graph = new GraphBuilder("slim", new Shape(1, 2, 2));
    String bn1 =
        graph.batchNorm("bn1", graph.convolution("conv1", graph.input(), 3, 1, 1, 0, false));
    String conv2 = graph.convolution("conv2", graph.relu("relu1", bn1), 4, 1, 1, 0, false);
    String bn2 = graph.relu("relu2", graph.batchNorm("bn2", conv2));
    Network network = Dl4jNetworks.fromGraph("slim", graph.classifier("fc", bn2, 2));
    float[] weights = weights(network, "bn1", Role.GAMMA, 0.9f, -0.05f, 0.4f);
    Slice second = network.layout().find("bn2", Role.GAMMA).orElseThrow();
    System.arraycopy(new float[] {0.02f, 0.03f, -0.04f, 0.01f}, 0, weights, second.offset(), 4);
    assertThat(
            new BatchNormScale()
                .groups(dense(network, weights), new Filter().groups(network), Sums.NONE))
        .containsExactly(0.9f, 0.05f, 0.4f, 0.02f, 0.03f, 0.04f, 0.01f);
  }

  @Test
  void namesTheLayerWithoutBatchNorm() {
    Network network = filters();
    Subject subject = dense(network, new float[network.layout().length()]);
    assertThatThrownBy(
            () -> new BatchNormScale().groups(subject, new Filter().groups(network), Sums.NONE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot score network filters with batch-norm-scale: no batch norm follows one of its layers (layer=conv); choose filter-norm");
  }

  /** One pixel a patch of 2x2 apart: activations written out by hand. */
  @Test
  void activationsAreCountedBehindTheReLU() {
    Network network = filters();
    float[] weights = weights(network, "conv", Role.WEIGHT, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0.5f);
    float[] image = {1, -2, 3, 4, -5, 6, 7, 8, -9};
    Batch batch = new Batch(1, image, new float[] {1, 0});
    // Upper left corners of the four windows: 1, -2, 4, -5; lower right corners: -5, 6, 8, -9.
    assertThat(scores(new Apoz(), network, weights, batch)).containsExactly(0.5f, 0.5f, 0.5f);
    assertThat(scores(new MeanActivation(), network, weights, batch))
        .containsExactly(1.25f, 1.75f, 1.75f);
  }

  private static float[] scores(ScoringRule rule, Network network, float[] weights, Batch batch) {
    double[] sums = new double[rule.sums(network)];
    rule.accumulate(Shard.of(network, weights, batch), sums);
    return rule.groups(
        dense(network, weights), new Filter().groups(network), new Sums(sums, batch.size()));
  }

  /** A gate on a channel in front of a ReLU is a factor on its filter and bias. */
  @Test
  void gatesAreDifferencesOfTheLoss() {
    Network network = ContractNetworks.convolutional();
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 6, 5);
    float[] taylor = scores(new ChannelTaylor(), network, weights, batch);
    float[] each = scores(new ChannelTaylor(10, true), network, weights, batch);
    float[] fisher = scores(new ChannelFisher(), network, weights, batch);
    assertThat(taylor).hasSize(7);
    for (int channel = 0; channel < 7; channel++) {
      double mean = 0;
      double absolute = 0;
      double squares = 0;
      for (int n = 0; n < 6; n++) {
        double gate = gate(network, weights, Traces.part(network, batch, n, n + 1), channel);
        mean += gate / 6;
        absolute += Math.abs(gate) / 6;
        squares += gate * gate / 12;
      }
      assertThat((double) taylor[channel]).isCloseTo(Math.abs(mean), within(2e-4));
      assertThat((double) each[channel]).isCloseTo(absolute, within(2e-4));
      assertThat((double) fisher[channel]).isCloseTo(squares, within(2e-4));
    }
  }

  /** Channels 0 to 2 are those of conv1, the others those of conv2. */
  private static double gate(Network network, float[] weights, Batch one, int channel) {
    String layer = channel < 3 ? "conv1" : "conv2";
    int row = channel < 3 ? channel : channel - 3;
    float step = 1f / 256;
    double above = loss(network, weights, one, layer, row, 1 + step);
    double below = loss(network, weights, one, layer, row, 1 - step);
    return (above - below) / (2 * step);
  }

  private static double loss(
      Network network, float[] weights, Batch one, String layer, int row, float factor) {
    float[] gated = weights.clone();
    for (Role role : new Role[] {Role.WEIGHT, Role.BIAS}) {
      Slice slice = network.layout().find(layer, role).orElseThrow();
      int length = slice.length() / slice.shape().get(0);
      for (int i = slice.offset() + row * length; i < slice.offset() + (row + 1) * length; i++) {
        gated[i] *= factor;
      }
    }
    return new ReferenceMath(network, gated, false).loss(one);
  }

  @Test
  void neuronsAreChannelsOfDenseLayers() {
    Network network = ContractNetworks.perceptron();
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 6, 5);
    Groups groups = new Neuron().groups(network);
    double[] sums = new double[new Apoz().sums(network)];
    new Apoz().accumulate(Shard.of(network, weights, batch), sums);
    float[] scores =
        new Apoz().groups(dense(network, weights), groups, new Sums(sums, batch.size()));
    double[] values =
        new ReferenceMath(network, weights, false)
            .values(batch.features(), 6)
            .get("fc1:activation");
    assertThat(scores).hasSize(11);
    for (int neuron = 0; neuron < 6; neuron++) {
      int active = 0;
      for (int n = 0; n < 6; n++) {
        active += values[n * 6 + neuron] != 0 ? 1 : 0;
      }
      assertThat(scores[neuron]).isEqualTo(active / 6f);
    }
  }
}
