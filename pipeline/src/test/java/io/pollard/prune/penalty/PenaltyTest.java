package io.pollard.prune.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.prune.Contracts;
import io.pollard.prune.TestNetworks;
import io.pollard.random.Draws;
import io.pollard.spec.Binder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PenaltyTest {
  /** Three hidden units with two inputs each, then one output. */
  private static final Network UNITS = TestNetworks.dense("units", 2, 3, 1);

  private static final Network LENET = new Lenet5().build(new Shape(1, 28, 28), 10);

  private static Penalty read(String text) {
    return Binder.read(text, Penalty.class, "test.yaml");
  }

  private static Term term(String text, Network network) {
    List<Term> terms = read(text).terms(network);
    assertThat(terms).hasSize(1);
    return terms.get(0);
  }

  private static float[] values(Network network, float... first) {
    return Arrays.copyOf(first, network.layout().length());
  }

  static List<Penalty> all() {
    return Contracts.all(Penalty.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(Penalty penalty) {
    Contracts.travels(penalty, Penalty.class);
  }

  /** METHODS G16: norms 5, 0.5 and 1. */
  @Test
  void groupLassoAddsTheNormsOfGroups() {
    Term term = term("{group-lasso: {structure: neuron, coefficient: 0.5}}", UNITS);
    float[] weights = values(UNITS, 3, 4, 0.3f, 0.4f, -0.6f, 0.8f);
    assertThat(term.value(weights)).isCloseTo(0.5 * 6.5, within(1e-6));
    assertThat(term.gradient(weights))
        .containsExactly(values(UNITS, 0.3f, 0.4f, 0.3f, 0.4f, -0.3f, 0.4f), within(1e-6f));
  }

  /** METHODS G21. */
  @Test
  void hyperbolicBiasPushesSmallUnitsMost() {
    Term term = term("{biased-weight-decay: {coefficient: 1}}", UNITS);
    float[] weights = values(UNITS, 0.5f, -1.5f, 0.1f, 0.1f);
    assertThat(term.value(weights)).isCloseTo(0.666667 + 0.166667, within(1e-5));
    assertThat(term.gradient(weights))
        .containsExactly(values(UNITS, 0.111111f, -0.111111f, 0.694444f, 0.694444f), within(1e-5f));
  }

  /** METHODS G21. */
  @Test
  void exponentialBiasFadesFaster() {
    Term term = term("{biased-weight-decay: {coefficient: 1, bias: exponential}}", UNITS);
    float[] weights = values(UNITS, 0.5f, -1.5f, 0.1f, 0.1f);
    assertThat(term.value(weights)).isCloseTo(0.864665 + 0.181269, within(1e-5));
    assertThat(term.gradient(weights))
        .containsExactly(values(UNITS, 0.135335f, -0.135335f, 0.818731f, 0.818731f), within(1e-5f));
  }

  @Test
  void theCoefficientMultipliesValueAndGradient() {
    Term one = term("{biased-weight-decay: {coefficient: 1, lambda: 2}}", UNITS);
    Term half = term("{biased-weight-decay: {coefficient: 0.5, lambda: 2}}", UNITS);
    float[] weights = values(UNITS, 0.5f, -1.5f, 0.1f, 0.1f);
    assertThat(half.value(weights)).isCloseTo(one.value(weights) / 2, within(1e-12));
    assertThat(half.gradient(weights)[0]).isEqualTo(one.gradient(weights)[0] / 2);
  }

  @Test
  void aSparseGroupLassoCountsSingleWeightsToo() {
    Term term = term("{group-lasso: {structure: neuron, coefficient: 1, l1: 0.5}}", UNITS);
    float[] weights = values(UNITS, 3, -4);
    assertThat(term.value(weights)).isCloseTo(5 + 0.5 * 7, within(1e-9));
    assertThat(term.gradient(weights)).startsWith(0.6f + 0.5f, -0.8f - 0.5f, 0);
  }

  @Test
  void aScaledGroupCountsByTheRootOfItsSize() {
    Term term = term("{group-lasso: {structure: neuron, coefficient: 1, scaled: true}}", UNITS);
    assertThat(term.value(values(UNITS, 3, 4))).isCloseTo(5 * Math.sqrt(2), within(1e-9));
  }

  /** Weights of the first unit at 0 and 1, biases from 6 on, the output's weights from 9 on. */
  @Test
  void aNeuronsBiasCountsIfAskedTo() {
    float[] weights = values(UNITS, 1, 2, 0, 0, 0, 0, 2);
    Term with = term("{group-lasso: {structure: neuron, coefficient: 1, biases: true}}", UNITS);
    Term without = term("{group-lasso: {structure: neuron, coefficient: 1}}", UNITS);
    assertThat(with.value(weights)).isEqualTo(3.0);
    assertThat(without.value(weights)).isCloseTo(Math.sqrt(5), within(1e-9));
  }

  @Test
  void outputUnitsDoNotCount() {
    Term term = term("{biased-weight-decay: {coefficient: 1}}", UNITS);
    assertThat(Arrays.copyOfRange(term.members(), 6, 13)).containsOnly(Term.NONE);
  }

  @Test
  void theStructureSaysWhatIsAGroup() {
    assertThat(groups("filter")).isEqualTo(20 + 50);
    assertThat(groups("input-channel")).isEqualTo(1 + 20 + 800 + 500);
    assertThat(groups("filter-shape")).isEqualTo(25 + 500 + 800 + 500);
    assertThat(groups("neuron")).isEqualTo(500);
    assertThat(groups("{block: {rows: 10, columns: 10}}")).isEqualTo(50 + 250 + 4000 + 50);
  }

  private static int groups(String structure) {
    return term("{group-lasso: {coefficient: 1, structure: " + structure + "}}", LENET).groups();
  }

  /**
   * S6, depth-wise: layers with a shortcut, so six convolutions of ResNet-8 and two projections.
   */
  @Test
  void wholeLayersCountWhereAShortcutLeadsAround() {
    Network network = new Resnet(8, Shortcut.B, new KaimingNormal()).build(new Shape(3, 8, 8), 10);
    Term term = term("{group-lasso: {structure: layer, coefficient: 1}}", network);
    assertThat(term.groups()).isEqualTo(8);
    assertThat(term.layers()).containsOnly(Term.NONE);
  }

  /** Central differences of the value, where it is smooth; 40 indices spread over the weights. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{group-lasso: {structure: filter, coefficient: 0.7}}",
        "{group-lasso: {structure: input-channel, coefficient: 0.7, scaled: true}}",
        "{group-lasso: {structure: filter-shape, coefficient: 0.7, l1: 0.3}}",
        "{group-lasso: {structure: neuron, coefficient: 0.7, biases: true}}",
        "{group-lasso: {structure: block, coefficient: 0.7}}",
        "{biased-weight-decay: {coefficient: 0.7, lambda: 0.2}}",
        "{biased-weight-decay: {coefficient: 0.7, lambda: 0.1, bias: exponential}}",
        "{biased-weight-decay: {coefficient: 0.7, structure: filter}}"
      })
  void theGradientEqualsFiniteDifferences(String text) {
    Term term = term(text, LENET);
    Draws draws = Draws.of(4, "weights");
    float[] weights = new float[LENET.layout().length()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (draws.nextGaussian() * 0.5);
    }
    float[] gradient = term.gradient(weights);
    int[] members =
        IntStream.range(0, weights.length).filter(i -> term.members()[i] >= 0).toArray();
    float h = 0x1p-6f;
    for (int k = 0; k < 40; k++) {
      int i = members[(int) ((k + 0.5) / 40 * members.length)];
      float w = Math.abs(weights[i]) > 2 * h ? weights[i] : 0.25f;
      weights[i] = w;
      double expected = term.gradient(weights)[i];
      weights[i] = w + h;
      double above = term.value(weights);
      weights[i] = w - h;
      double below = term.value(weights);
      weights[i] = w;
      assertThat((above - below) / (2 * h)).as("index %d", i).isCloseTo(expected, within(2e-4));
    }
    assertThat(gradient).hasSameSizeAs(weights);
  }

  @Test
  void aGroupAtZeroHasNoGradient() {
    for (String text :
        List.of(
            "{group-lasso: {structure: neuron, coefficient: 1, l1: 1}}",
            "{biased-weight-decay: {coefficient: 1}}")) {
      assertThat(term(text, UNITS).gradient(values(UNITS))).containsOnly(0f);
    }
  }

  @Test
  void layersCanBeLeftOut() {
    Term term =
        term("{group-lasso: {structure: filter-shape, coefficient: 1, exclude: [first]}}", LENET);
    Slice first = LENET.layout().find("conv1", Role.WEIGHT).orElseThrow();
    assertThat(Arrays.copyOfRange(term.members(), first.offset(), first.end()))
        .containsOnly(Term.NONE);
    assertThat(term.groups()).isEqualTo(500 + 800 + 500);
  }

  @Test
  void refusesALayerThatDoesNotExist() {
    Penalty penalty = read("{group-lasso: {structure: filter, coefficient: 1, exclude: [fc9]}}");
    assertThatThrownBy(() -> penalty.terms(LENET))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot find a prunable layer: none has this name (exclude=fc9); use one of conv1, conv2, or first, output, or a pattern such as conv*");
  }

  @Test
  void refusesANetworkWithoutSuchGroups() {
    Penalty penalty = read("{group-lasso: {structure: filter, coefficient: 1}}");
    assertThatThrownBy(() -> penalty.terms(UNITS))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot penalise units with group-lasso: it has no groups of that structure, or all are excluded (structure=filter, exclude=[]); choose another structure or exclude fewer layers");
  }

  @Test
  void refusesProximalStepsOfTheSameWeights() {
    List<Penalty> both =
        List.of(
            read("{group-lasso: {structure: filter, coefficient: 1}}"),
            read("{group-lasso: {structure: input-channel, coefficient: 1}}"));
    assertThatThrownBy(() -> Terms.of(LENET, both))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "Cannot penalise lenet-5 with group-lasso: another penalty takes proximal steps of the same weights \\(index=\\d+\\); give all but one of them step: gradient");
    List<Penalty> one =
        List.of(
            read("{group-lasso: {structure: filter, coefficient: 1}}"),
            read("{group-lasso: {structure: input-channel, coefficient: 1, step: gradient}}"));
    assertThat(Terms.of(LENET, one).all()).hasSize(2);
  }

  @Test
  void refusesNegativeCoefficients() {
    assertThatThrownBy(() -> read("{group-lasso: {coefficient: -1}}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("coefficient is at least 0, found -1.0");
    assertThatThrownBy(() -> read("{biased-weight-decay: {coefficient: 1, lambda: -1}}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("lambda is at least 0, found -1.0");
  }
}
