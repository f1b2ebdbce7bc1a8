package io.pollard.prune.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.dl4j.Reference;
import io.pollard.network.zoo.Lenet5;
import io.pollard.prune.repair.NeuronMerging.Formula;
import io.pollard.prune.scoring.FilterNorm;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Neuron;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Repairs that merge channels; golden values are those of METHODS G14 and G15. */
class MergingTest {
  private static final Examples NO_EXAMPLES = Damages.noise(dense(3, 3, 2, Function.RELU));

  /** in -> fc1 -> activation -> fc2. */
  private static Network dense(int in, int hidden, int out, Function function) {
    GraphBuilder graph = new GraphBuilder("net", Shape.vector(in));
    String fc1 = graph.dense("fc1", graph.input(), hidden, true);
    String active = graph.node("active", new Activation(function, 0.0), fc1);
    return Dl4jNetworks.fromGraph("net", graph.classifier("fc2", active, out));
  }

  private static Damage without(Network network, Groups groups, float[] weights, int... gone) {
    BitSet pruned = new BitSet();
    for (int group : gone) {
      groups.blocks().get(0).forEachPruned(group, pruned::set);
    }
    return Damages.of(network, groups, weights, pruned);
  }

  private static float[] golden(Network network) {
    float[] weights = new float[network.layout().length()];
    Damages.set(network, weights, "fc1", Role.WEIGHT, 1, 2, 2, 2, 4.1, 3.9, -3, 0, 3);
    Damages.set(network, weights, "fc1", Role.BIAS, 0.5, 1, 0.6);
    Damages.set(network, weights, "fc2", Role.WEIGHT, 1, -1, 2, 0.5, 0.25, 0);
    return weights;
  }

  @Test
  void aKeptNeuronStandsInForARemovedOne() {
    Network network = dense(3, 3, 2, Function.RELU);
    Damage damage = without(network, new Neuron().groups(network), golden(network), 0);
    Repaired merged = new NeuronMerging(0.45, 0.85, Formula.DERIVED).repair(damage, NO_EXAMPLES);
    assertThat(Damages.get(network, merged.weights(), "fc2", Role.WEIGHT))
        .containsExactly(new float[] {0f, -0.500135f, 2f, 0f, 0.499932f, 0f}, within(1e-6f));
    assertThat(merged.mask()).isEqualTo(damage.mask());
    // cos(0, 1) = 0.999730: a threshold above it prunes without merging.
    Repaired pruned = new NeuronMerging(0.9998, 0.85, Formula.DERIVED).repair(damage, NO_EXAMPLES);
    assertThat(Damages.get(network, pruned.weights(), "fc2", Role.WEIGHT))
        .containsExactly(0f, -1f, 2f, 0f, 0.25f, 0f);
  }

  @Test
  void theCriterionCountsTheBias() {
    Network network = dense(3, 3, 2, Function.RELU);
    Groups groups = new Neuron().groups(network);
    float[] weights = golden(network);
    Subject subject =
        new Subject(network, weights, weights, Mask.dense(network.layout().length()), 1);
    assertThat(new FilterNorm(FilterNorm.Norm.L1, true).groups(subject, groups, Sums.NONE))
        .containsExactly(new float[] {5.5f, 11f, 6.6f}, within(1e-6f));
  }

  @Test
  void outputsAreThoseOfTheCard() {
    Network network = dense(3, 3, 2, Function.RELU);
    Damage damage = without(network, new Neuron().groups(network), golden(network), 0);
    float[] merged =
        new NeuronMerging(0.45, 0.85, Formula.DERIVED).repair(damage, NO_EXAMPLES).weights();
    assertThat(outputs(network, damage.weights())).containsExactly(-1.15, 1.1875);
    assertThat(outputs(network, merged)[0]).isCloseTo(-1.175317, within(1e-5));
    assertThat(outputs(network, merged)[1]).isCloseTo(1.174841, within(1e-5));
  }

  /** Two layers in plain arithmetic, for the input of the card. */
  private static double[] outputs(Network network, float[] weights) {
    double[] input = {0.5, -0.2, 0.3};
    float[] first = Damages.get(network, weights, "fc1", Role.WEIGHT);
    float[] bias = Damages.get(network, weights, "fc1", Role.BIAS);
    float[] second = Damages.get(network, weights, "fc2", Role.WEIGHT);
    double[] outputs = new double[2];
    for (int unit = 0; unit < 3; unit++) {
      double sum = bias[unit];
      for (int i = 0; i < 3; i++) {
        sum += first[unit * 3 + i] * input[i];
      }
      outputs[0] += second[unit] * Math.max(0.0, sum);
      outputs[1] += second[3 + unit] * Math.max(0.0, sum);
    }
    return new double[] {Math.rint(outputs[0] * 1e6) / 1e6, Math.rint(outputs[1] * 1e6) / 1e6};
  }

  @Test
  void behindBatchNormTheScaleAndTheRestAreThoseOfTheDerivation() {
    Merge merge = Merge.of(1.5, new Normed(1.2, 0.3, 0.4, 2), new Normed(0.8, -0.1, 0.2, 1));
    assertThat(merge.scale()).isCloseTo(1.125, within(1e-12));
    assertThat(merge.residual()).isCloseTo(0.3525, within(1e-12));
    // x_kept = 0.7, x_removed = 1.05: y_removed = 0.69 = S 0.3 + B.
    assertThat(1.2 * (1.05 - 0.4) / 2 + 0.3).isCloseTo(0.69, within(1e-12));
    assertThat(merge.scale() * 0.3 + merge.residual()).isCloseTo(0.69, within(1e-12));
    assertThat(Merge.of(1.5, new Normed(-1.2, 0, 0, 1), new Normed(1, 0, 0, 1)).isUsable())
        .isFalse();
  }

  @Test
  void thePublishedFormulaExchangesRolesAndTakesVariances() {
    Normed removed = new Normed(1.2, 0.3, 0.4, 2);
    Normed kept = new Normed(0.8, -0.1, 0.2, 1);
    assertThat(Merge.of(1.5, kept, removed).scale()).isCloseTo(2.0, within(1e-12));
    // s (gamma_k / gamma_r) (variance_r / variance_k) = 1.5 (0.8 / 1.2) (4 / 1)
    Merge published = Formula.PUBLISHED.merge(1.5, removed, kept);
    assertThat(published.scale()).isCloseTo(4.0, within(1e-12));
    // (gamma_k / variance_k) (s (mean_r - variance_r beta_r / gamma_r) - mean_k) + beta_k
    assertThat(published.residual())
        .isCloseTo(0.8 / 1 * (1.5 * (0.4 - 4 * 0.3 / 1.2) - 0.2) - 0.1, within(1e-12));
    assertThat(Formula.DERIVED.merge(1.5, removed, kept)).isEqualTo(Merge.of(1.5, removed, kept));
  }

  @Test
  void theBestCandidateBalancesAngleAndRest() {
    double[] distances = {0.10, 0.30};
    Merge[] merges = {new Merge(1, 0.9), new Merge(0.5, -0.1)};
    assertThat(Merge.best(distances, merges, 0.85)).isZero();
    assertThat(Merge.best(distances, merges, 0.5)).isEqualTo(1);
    assertThat(Merge.best(new double[] {0.3}, new Merge[] {new Merge(1, 5)}, 0.85)).isZero();
    assertThat(Merge.best(new double[0], new Merge[0], 0.85)).isEqualTo(-1);
  }

  @Test
  void multiplesOfOtherFiltersAreMergedExactlyThroughBatchNormAndPooling() {
    GraphBuilder graph = new GraphBuilder("net", new Shape(2, 8, 8));
    String conv1 = graph.convolution("conv1", graph.input(), 4, 3, 1, 1, true);
    String relu = graph.relu("relu", graph.batchNorm("bn", conv1));
    String conv2 = graph.convolution("conv2", graph.maxPool("pool", relu, 2), 3, 3, 1, 1, true);
    Network network = Dl4jNetworks.fromGraph("net", graph.classifier("fc", conv2, 5));
    float[] weights = Reference.parameters(network, 3);
    Slice filters = network.layout().find("conv1", Role.WEIGHT).orElseThrow();
    int size = filters.length() / 4;
    // Filter 3 is twice filter 1; its mean and beta are such that nothing is left over.
    for (int i = 0; i < size; i++) {
      weights[filters.offset() + 3 * size + i] = 2 * weights[filters.offset() + size + i];
    }
    Damages.set(network, weights, "conv1", Role.BIAS, 0.1, 0.2, 0.3, 0.4);
    Damages.set(network, weights, "bn", Role.GAMMA, 1, 0.5, 1, 1.5);
    Damages.set(network, weights, "bn", Role.MEAN, 0, 0.7, 0, 1.4);
    Damages.set(network, weights, "bn", Role.VARIANCE, 1, 1, 1, 4);
    Damages.set(network, weights, "bn", Role.BETA, 0, 0.2, 0, 0.6);
    Damage damage = without(network, new Filter().groups(network), weights, 3);

    Repaired repaired = new NeuronMerging().repair(damage, NO_EXAMPLES);
    float[] whole = Damages.logits(network, weights, damage.before(), 0);
    float[] merged = Damages.logits(network, repaired.weights(), repaired.mask(), 0);
    float[] pruned = Damages.logits(network, weights, damage.mask(), 0);
    assertThat(merged).containsExactly(whole, within(1e-4f));
    assertThat(Math.abs(pruned[0] - whole[0])).isGreaterThan(1e-3f);
  }

  @Test
  void aFlattenedChannelIsMergedPixelByPixel() {
    Network network = new Lenet5().build(new Shape(1, 28, 28), 10);
    float[] weights = Reference.parameters(network, 4);
    Slice filters = network.layout().find("conv2", Role.WEIGHT).orElseThrow();
    Slice bias = network.layout().find("conv2", Role.BIAS).orElseThrow();
    int size = filters.length() / 50;
    for (int i = 0; i < size; i++) {
      weights[filters.offset() + 49 * size + i] = 0.5f * weights[filters.offset() + i];
    }
    weights[bias.offset() + 49] = 0.5f * weights[bias.offset()];
    Groups groups = new Filter().groups(network);
    BitSet gone = new BitSet();
    Block conv2 = groups.blocks().get(1);
    assertThat(conv2.layer()).isEqualTo("conv2");
    conv2.forEachPruned(49, gone::set);
    Damage damage = Damages.of(network, groups, weights, gone);
    Repaired repaired = new NeuronMerging().repair(damage, NO_EXAMPLES);
    assertThat(Damages.logits(network, repaired.weights(), repaired.mask(), 0))
        .containsExactly(Damages.logits(network, weights, damage.before(), 0), within(1e-3f));
  }

  @Test
  void pairSalienciesAreThoseOfTheCard() {
    PairSaliencies pairs =
        new PairSaliencies(
            new double[][] {{1, 0}, {0.9, 0.1}, {-1, 1}},
            new double[3],
            new double[][] {{0.5, 1}, {0.2, -0.1}, {1, 2}},
            false);
    double[][] expected = {{0, 0.0005, 12.5}, {0.0125, 0, 11.05}, {3.125, 0.1105, 0}};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(pairs.at(i, j)).isCloseTo(expected[i][j], within(1e-9));
      }
    }
    assertThat(pairs.mergeOne()).isEqualTo(1);
    assertThat(pairs.outgoing(0)).containsExactly(new double[] {0.7, 0.9}, within(1e-12));
    // Column 0 is worked out again: mean(0.49, 0.81) x 5.
    assertThat(pairs.at(2, 0)).isCloseTo(3.25, within(1e-9));
  }

  @Test
  void mergingEndsAtTheModeOfTheSaliencies() {
    // What each neuron of the card costs at least: 0.0125, 0.0005, 11.05. Two bins; the lower one
    // has
    // two of three.
    assertThat(Cut.mode(new double[] {0.0125, 0.0005, 11.05}))
        .isCloseTo(0.0005 + 11.0495 / 4, within(1e-12));
    assertThat(Cut.mode(new double[] {3, 1, 2, 1.1, 2.1, 2.2, 2.9, 1.9, 2.3}))
        .isCloseTo(2.0, within(1e-12));
    assertThat(Cut.mode(new double[] {2, 2})).isEqualTo(2.0);
    Network network = dense(2, 3, 2, Function.RELU);
    float[] weights = new float[network.layout().length()];
    Damages.set(network, weights, "fc1", Role.WEIGHT, 1, 0, 0.9f, 0.1f, -1, 1);
    Damages.set(network, weights, "fc2", Role.WEIGHT, 0.5f, 0.2f, 1, 1, -0.1f, 2);
    Damage damage = without(network, new Neuron().groups(network), weights, 0, 1);
    Block neurons = damage.groups().blocks().get(0);
    // The next merge would cost 3.25, more than the mode of 2.76.
    Mask ended = new DataFreeMerging(false, Cut.MODE).repair(damage, NO_EXAMPLES).mask();
    assertThat(neurons.kept(ended)).isEqualTo(2);
    assertThat(neurons.kept(1, ended)).isFalse();
    Mask counted = new DataFreeMerging(false, Cut.COUNT).repair(damage, NO_EXAMPLES).mask();
    assertThat(neurons.kept(counted)).isEqualTo(1);
  }

  @Test
  void normalizedPairsAllowForLength() {
    PairSaliencies pairs =
        new PairSaliencies(
            new double[][] {{1, 1}, {2, 2}, {1, -1}},
            new double[] {0.5, 1, 0.5},
            new double[][] {{1}, {3}, {0.1}},
            true);
    assertThat(pairs.at(0, 1)).isCloseTo(0.0, within(1e-20));
    assertThat(pairs.mergeOne()).isEqualTo(1);
    // a_0 + (||w_1|| / ||w_0||) a_1 = 1 + 2 x 3.
    assertThat(pairs.outgoing(0)[0]).isCloseTo(7.0, within(1e-12));
  }

  @Test
  void similarNeuronsGoWhateverWasSelected() {
    Network network = dense(3, 4, 2, Function.RELU);
    float[] weights = new float[network.layout().length()];
    Damages.set(network, weights, "fc1", Role.WEIGHT, 1, 2, 3, 0, 1, -1, 2, 4, 6, -1, 0, 2);
    Damages.set(network, weights, "fc1", Role.BIAS, 0.5, 0.1, 1, 0.2);
    Damages.set(network, weights, "fc2", Role.WEIGHT, 1, 2, 3, 4, 5, 6, 7, 8);
    Damage damage = without(network, new Neuron().groups(network), weights, 3);
    Repaired repaired = new DataFreeMerging().repair(damage, NO_EXAMPLES);
    Block neurons = damage.groups().blocks().get(0);
    // 0 and 2 are one neuron at two lengths: removing 0 into 2 costs as little as the other way.
    assertThat(neurons.kept(3, repaired.mask())).isTrue();
    assertThat(neurons.kept(repaired.mask())).isEqualTo(3);
    assertThat(Damages.logits(network, repaired.weights(), repaired.mask(), 0))
        .containsExactly(Damages.logits(network, weights, damage.before(), 0), within(1e-4f));
  }

  @Test
  void whatCannotBeScaledIsSaid() {
    Network network = dense(3, 4, 2, Function.SIGMOID);
    float[] weights = Reference.parameters(network, 5);
    Damage damage = without(network, new Neuron().groups(network), weights, 3);
    assertThatThrownBy(() -> new NeuronMerging().repair(damage, NO_EXAMPLES))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot repair net by neuron-merging: no layer makes its channels alone and passes them on through ReLU, pooling or nothing at all, as it needs to scale them (blocks=1); set repair to least-squares or none");
    Network lenet = new Lenet5().build(new Shape(1, 28, 28), 10);
    Damage filters =
        Damages.of(lenet, new Filter().groups(lenet), Reference.parameters(lenet, 6), 0.5);
    assertThatThrownBy(() -> new DataFreeMerging().repair(filters, NO_EXAMPLES))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot repair lenet-5 by data-free-merging: it merges neurons of dense layers (layer=conv1); set structure to neuron, or repair to neuron-merging");
    assertThatThrownBy(() -> new NeuronMerging(2, 0.5, Formula.DERIVED))
        .hasMessage("threshold lies in [-1, 1], found 2.0");
  }
}
