package io.pollard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.Initialization.Gamma;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Initialization.GlorotUniform;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Initialization.KaimingUniform;
import io.pollard.network.Initialization.LecunNormal;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Resnet20;
import io.pollard.spec.Extensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitialParametersTest {
  private static final Network LENET = new Lenet300100().build(new Shape(1, 28, 28), 10);
  private static final Network RESNET = new Resnet20().build(new Shape(3, 8, 8), 10);

  @Test
  void familyHasTheNamesOfTheField() {
    assertThat(Extensions.names(Initialization.class))
        .containsExactly(
            "glorot-normal", "glorot-uniform", "kaiming-normal", "kaiming-uniform", "lecun-normal");
  }

  /** Computed apart from this code, from the definition of the streams and the formulas. */
  @Test
  void drawsAreTheKnownOnes() {
    requireStart(new GlorotNormal(), LENET, 0, 0.029497834f, 0.008169292f, -0.024859924f);
    requireStart(new GlorotUniform(), LENET, 2, -0.057812475f, -0.10928945f, 0.09281277f);
    requireStart(new KaimingNormal(), LENET, 0, 0.034685403f, 0.009605965f);
    requireStart(new KaimingUniform(), LENET, 0, -0.050356764f, 0.08451796f);
    requireStart(new LecunNormal(), LENET, 0, 0.024526283f, 0.006792443f);
    requireStart(new KaimingNormal(), RESNET, 0, 0.18690585f, 0.051762726f);
    requireStart(new GlorotNormal(), RESNET, 0, 0.07426885f, 0.020568421f);
    requireStart(new KaimingNormal(Gamma.UNIFORM), RESNET, 1, 0.92315704f, 0.84940505f, 0.3976853f);
  }

  @Test
  void variancesAreThoseOfTheFormulas() {
    Slice fc1 = LENET.layout().find("fc1", Role.WEIGHT).orElseThrow();

    requireVariance(new GlorotNormal(), fc1, 2.0 / (784 + 300));
    requireVariance(new GlorotUniform(), fc1, 2.0 / (784 + 300));
    requireVariance(new KaimingNormal(), fc1, 2.0 / 784);
    requireVariance(new KaimingUniform(), fc1, 2.0 / 784);
    requireVariance(new LecunNormal(), fc1, 1.0 / 784);
  }

  @Test
  void everythingButWeightsStartsFromConstants() {
    float[] values = InitialParameters.draw(RESNET, new KaimingNormal(Gamma.HALF), 1);

    for (Slice slice : RESNET.layout().slices()) {
      float[] part = Arrays.copyOfRange(values, slice.offset(), slice.end());
      switch (slice.role()) {
        case WEIGHT -> assertThat(part).doesNotContain(0.0f);
        case GAMMA -> assertThat(part).containsOnly(0.5f);
        case VARIANCE -> assertThat(part).containsOnly(1.0f);
        case BIAS, BETA, MEAN -> assertThat(part).containsOnly(0.0f);
      }
    }
    Slice gamma = RESNET.layout().find("bn1", Role.GAMMA).orElseThrow();
    assertThat(InitialParameters.draw(RESNET, new KaimingNormal(), 1)[gamma.offset()])
        .isEqualTo(1.0f);
  }

  @Test
  void drawIsAFunctionOfTheSeed() {
    float[] first = InitialParameters.draw(LENET, new GlorotNormal(), 3);

    assertThat(InitialParameters.draw(LENET, new GlorotNormal(), 3)).isEqualTo(first);
    assertThat(InitialParameters.draw(LENET, new GlorotNormal(), 4)).isNotEqualTo(first);
  }

  @Test
  void fansOfDepthwiseConvolutionsAreThoseOfOneGroup() {
    GraphBuilder graph = new GraphBuilder("depthwise", new Shape(64, 8, 8));
    Convolution depthwise =
        new Convolution(64, 128, 5, 5, 1, 1, new Padding(2, 2, 2, 2), 1, 1, 64, false);
    String conv = graph.node("conv", depthwise, graph.input());
    Network network = Dl4jNetworks.fromGraph("depthwise", graph.classifier("fc", conv, 2));
    Slice weights = network.layout().find("conv", Role.WEIGHT).orElseThrow();
    float[] values = InitialParameters.draw(network, new GlorotUniform(), 5);

    double bound = Math.sqrt(6.0 / (25 + 50));
    double largest = 0;
    for (int i = weights.offset(); i < weights.end(); i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    assertThat(largest).isBetween(0.99 * bound, bound);
  }

  @Test
  void layersOfUnknownKindsAreNotGuessedAt() {
    List<LayerGraph.Node> nodes = new ArrayList<>(LENET.graph().nodes());
    nodes.replaceAll(
        n ->
            n.name().equals("fc2")
                ? new LayerGraph.Node("fc2", new Opaque("LSTM"), n.inputs(), n.output())
                : n);
    Network network =
        new Network("mine", "{}", LENET.layout(), new LayerGraph(nodes), LENET.input(), 10);

    assertThatThrownBy(() -> InitialParameters.draw(network, new GlorotNormal(), 1))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot initialize network mine: layer fc2 is of a kind with unknown initial values; start from stored values");
  }

  private static void requireStart(
      Initialization initialization, Network network, int slice, float... expected) {
    int offset = network.layout().slices().get(slice).offset();
    float[] values = InitialParameters.draw(network, initialization, 7);

    assertThat(Arrays.copyOfRange(values, offset, offset + expected.length)).isEqualTo(expected);
  }

  private static void requireVariance(Initialization initialization, Slice slice, double expected) {
    float[] values = InitialParameters.draw(LENET, initialization, 11);
    double sum = 0;
    double squares = 0;
    for (int i = slice.offset(); i < slice.end(); i++) {
      sum += values[i];
      squares += (double) values[i] * values[i];
    }
    double mean = sum / slice.length();

    assertThat(mean).isCloseTo(0.0, within(4 * Math.sqrt(expected / slice.length())));
    assertThat(squares / slice.length() - mean * mean).isCloseTo(expected, within(0.01 * expected));
  }
}
