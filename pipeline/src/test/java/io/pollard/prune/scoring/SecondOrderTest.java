package io.pollard.prune.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.engine.Batch;
import io.pollard.engine.ContractNetworks;
import io.pollard.engine.ReferenceMath;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.derivative.Traces;
import io.pollard.prune.quadratic.Symmetric;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** METHODS G6, and definitions by differences of the loss in double precision. */
class SecondOrderTest {
  private static final Offset<Float> ROUNDED = within(1e-6f);

  private static Sums sums(ScoringRule rule, Network network, float[] weights, Batch batch) {
    double[] sums = new double[rule.sums(network)];
    rule.accumulate(Shard.of(network, weights, batch), sums);
    return new Sums(sums, batch.size());
  }

  private static Subject dense(Network network, float[] weights) {
    return new Subject(network, weights, weights, Mask.dense(weights.length), 1);
  }

  private static float[] scores(ScoringRule rule, Network network, float[] weights, Batch batch) {
    Sums sums = sums(rule, network, weights, batch);
    return rule.finish(dense(network, weights), sums.values(), sums.examples());
  }

  @Test
  void fisherFromGradients() {
    Network network = TestNetworks.tensors(2);
    double[] squares = {.01 + .09 + .01, .04 + .01 + .16};
    float[] scores = new Fisher().finish(dense(network, new float[] {0.5f, -1f}), squares, 3);
    assertThat(scores).containsExactly(new float[] {0.004583f, 0.035f}, ROUNDED);
  }

  @Test
  void obdFromCurvatures() {
    Network network = TestNetworks.tensors(3);
    float[] weights = {0.3f, -0.5f, 0.2f};
    float[] scores = new Obd().finish(dense(network, weights), new double[] {2, 1, 4}, 1);
    assertThat(scores).containsExactly(new float[] {0.09f, 0.125f, 0.08f}, ROUNDED);
  }

  @Test
  void gaussNewtonDiagonalOfASoftmax() {
    Network network = TestNetworks.dense("softmax", 2, 3);
    float[] weights = new float[9];
    double[] p = {0.7, 0.2, 0.1};
    for (int c = 0; c < 3; c++) {
      weights[6 + c] = (float) Math.log(p[c]);
    }
    Batch batch = new Batch(1, new float[] {1, 2}, new float[] {0, 1, 0});
    double[] sums = sums(new Obd(), network, weights, batch).values();
    assertThat(Arrays.copyOf(sums, 6))
        .containsExactly(new double[] {0.21, 0.84, 0.16, 0.64, 0.09, 0.36}, within(1e-6));
  }

  @Test
  void fisherIsTheMeanSquareOfEveryExamplesDifferences() {
    Network network = ContractNetworks.convolutional();
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 5, 5);
    double[] squares = new double[weights.length];
    for (int n = 0; n < 5; n++) {
      double[] gradient = gradient(network, weights, batch, n);
      for (int i = 0; i < squares.length; i++) {
        squares[i] += gradient[i] * gradient[i] / 5;
      }
    }
    float[] scores = scores(new Fisher(), network, weights, batch);
    for (Slice slice : network.layout().prunable()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        double exact = squares[i] * weights[i] * weights[i] / 2;
        assertThat((double) scores[i]).isCloseTo(exact, within(1e-4 * exact + 1e-8));
      }
    }
  }

  /** A network of one layer: there the recursion is the diagonal of the Hessian itself. */
  @Test
  void obdIsTheSecondDifferenceOfTheLoss() {
    Network network = TestNetworks.dense("softmax", 5, 4);
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 6, 5);
    float[] scores = scores(new Obd(), network, weights, batch);
    double at = new ReferenceMath(network, weights, false).loss(batch);
    for (int i = 0; i < 20; i++) {
      double step = 1.0 / 64;
      float[] moved = weights.clone();
      moved[i] = (float) (weights[i] + step);
      double above = new ReferenceMath(network, moved, false).loss(batch);
      moved[i] = (float) (weights[i] - step);
      double below = new ReferenceMath(network, moved, false).loss(batch);
      double curvature = (above - 2 * at + below) / (step * step);
      double exact = curvature * weights[i] * weights[i] / 2;
      assertThat((double) scores[i]).isCloseTo(exact, within(1e-3 * exact + 1e-6));
    }
  }

  /**
   * The explicit Hessian (of differences), and every removal tried: the first that goes is the best
   * one, the weights after half of them are gone are the minimum of the model, and worth their
   * score.
   */
  @Test
  void obsFindsTheBestRemovalAndTheBestSurvivors() {
    Network network = ContractNetworks.perceptron();
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 40, 5);
    Obs rule = new Obs(40, 1e-2);
    Sums sums = sums(rule, network, weights, batch);
    float[] scores = rule.finish(dense(network, weights), sums.values(), 40);
    int[] flat =
        network.layout().prunable().stream()
            .flatMapToInt(slice -> IntStream.range(slice.offset(), slice.end()))
            .toArray();
    Symmetric hessian = explicitHessian(network, weights, batch, flat, 1e-2);
    double[] w = IntStream.of(flat).mapToDouble(i -> weights[i]).toArray();
    Symmetric inverse = hessian.inverse();
    int[] order =
        IntStream.range(0, flat.length)
            .boxed()
            .sorted(Comparator.comparing(i -> scores[flat[i]]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int q = 0; q < flat.length; q++) {
      double cost = w[q] * w[q] / (2 * inverse.at(q, q));
      assertThat(cost).isGreaterThanOrEqualTo(scores[flat[order[0]]] * (1 - 1e-3));
    }

    int half = flat.length / 2;
    Mask mask =
        Mask.of(weights.length, i -> IntStream.range(0, half).noneMatch(k -> flat[order[k]] == i));
    float[] moved = rule.survivors(dense(network, weights), sums.values(), 40, mask);
    double[] change = new double[flat.length];
    for (int i = 0; i < flat.length; i++) {
      change[i] = (mask.kept(flat[i]) ? moved[flat[i]] : 0.0) - w[i];
    }
    double cost = 0;
    for (int i = 0; i < flat.length; i++) {
      double pull = 0;
      for (int j = 0; j < flat.length; j++) {
        pull += hessian.at(i, j) * change[j];
      }
      cost += pull * change[i] / 2;
      if (mask.kept(flat[i])) {
        assertThat(pull).as("slope of the model at survivor %d", i).isCloseTo(0, within(1e-4));
      }
    }
    assertThat((double) scores[flat[order[half - 1]]]).isCloseTo(cost, within(2e-3 * cost));
  }

  /** Against least squares on the layer's own inputs, by its normal equations. */
  @Test
  void layerObsLeavesTheLeastErrorAtEveryLayersOutput() {
    Network network = ContractNetworks.convolutional();
    float[] weights = ContractNetworks.values(network, 3);
    Batch batch = ContractNetworks.batch(network, 12, 5);
    LayerObs rule = new LayerObs(12, 1e-6);
    Sums sums = sums(rule, network, weights, batch);
    Subject subject = dense(network, weights);
    float[] scores = rule.finish(subject, sums.values(), 12);
    Slice conv = network.layout().prunable().get(1);
    // Filter 0 of the second convolution: [3 channels, 2, 2], with a bias.
    Mask mask = Mask.of(weights.length, i -> i != conv.offset() && i != conv.offset() + 5);
    float[] moved = rule.survivors(subject, sums.values(), 12, mask);
    mask.apply(moved);
    double best = error(network, weights, moved, batch);
    assertThat(best).isPositive();
    for (int i = conv.offset(); i < conv.offset() + 12; i++) {
      for (float step : new float[] {-0.01f, 0.01f}) {
        float[] other = moved.clone();
        other[i] += mask.kept(i) ? step : 0f;
        assertThat(error(network, weights, other, batch)).isGreaterThanOrEqualTo(best);
      }
    }
    float[] dropped = weights.clone();
    mask.apply(dropped);
    assertThat(error(network, weights, dropped, batch)).isGreaterThan(1.2 * best);

    Mask one = Mask.of(weights.length, i -> i != conv.offset() + 5);
    float[] alone = rule.survivors(subject, sums.values(), 12, one);
    one.apply(alone);
    assertThat((double) scores[conv.offset() + 5])
        .isCloseTo(error(network, weights, alone, batch) / 2, within(1e-5));
  }

  /** Mean squared change of the second convolution's first channel, its inputs staying the same. */
  private static double error(Network network, float[] weights, float[] moved, Batch batch) {
    float[] second = weights.clone();
    Slice conv = network.layout().prunable().get(1);
    Slice bias = network.layout().find("conv2", Role.BIAS).orElseThrow();
    for (Slice slice : List.of(conv, bias)) {
      System.arraycopy(moved, slice.offset(), second, slice.offset(), slice.length());
    }
    double[] before =
        new ReferenceMath(network, weights, false)
            .values(batch.features(), batch.size())
            .get("conv2");
    double[] after =
        new ReferenceMath(network, second, false)
            .values(batch.features(), batch.size())
            .get("conv2");
    int pixels = before.length / batch.size() / 4;
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      if (i / pixels % 4 == 0) {
        sum += (after[i] - before[i]) * (after[i] - before[i]);
      }
    }
    return sum / batch.size() / pixels;
  }

  @Test
  void obsRefusesLargeNetworks() {
    assertThatThrownBy(() -> new Obs().sums(TestNetworks.lenet300100()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot score network lenet-300-100 with obs: its weights are too many for an inverse Hessian over all of them (weights=266200, limit=5000); choose layer-obs");
  }

  @Test
  void layerObsRefusesWideLayers() {
    assertThatThrownBy(() -> new LayerObs().sums(TestNetworks.dense("wide", 80_000, 2)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot score network wide with layer-obs: its layers have too many inputs for their products with each other (products=3200120001, limit=2147483639); choose obd or fisher");
  }

  @Test
  void valuesThatAreNotFiniteAreNamed() {
    Network network = TestNetworks.tensors(2, 2);
    double[] sums = {1, 1, Double.NaN, 1};
    float[] weights = {1, 1, 1, 1};
    assertThatThrownBy(() -> new Fisher().finish(dense(network, weights), sums, 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot score layer2.weight: squared weight times squared gradient is not finite (element=0, value=NaN); check the initial weights and the data");
    assertThatThrownBy(() -> new Obd().finish(dense(network, weights), sums, 1))
        .hasMessageStartingWith("Cannot score layer2.weight: squared weight times curvature");
    assertThatThrownBy(() -> new Taylor().finish(dense(network, weights), sums, 1))
        .hasMessageStartingWith("Cannot score layer2.weight: weight times gradient");
    double[] packed = {1, 0, 1, 0, 0, Double.POSITIVE_INFINITY, 0, 0, 0, 1};
    assertThatThrownBy(() -> new Obs().finish(dense(network, weights), packed, 1))
        .hasMessageStartingWith("Cannot score layer2.weight: weight or squared gradient");
    Network layer = TestNetworks.dense("net", 1, 2);
    assertThatThrownBy(
            () ->
                new LayerObs()
                    .finish(dense(layer, new float[4]), new double[] {1, Double.NaN, 1}, 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot score fc1.weight: an input of the layer is not finite (value=NaN); check the weights before it and the data");
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new Fisher(0)).hasMessage("examples is at least 1, found 0");
    assertThatThrownBy(() -> new Obd(0)).hasMessage("examples is at least 1, found 0");
    assertThatThrownBy(() -> new Taylor(0)).hasMessage("examples is at least 1, found 0");
    assertThatThrownBy(() -> new Obs(1, 0.0)).hasMessage("damping is above 0, found 0.0");
    assertThatThrownBy(() -> new LayerObs(1, Double.NaN))
        .hasMessage("damping is above 0, found NaN");
  }

  private static double[] gradient(Network network, float[] weights, Batch batch, int example) {
    return new ReferenceMath(network, weights, false)
        .gradient(Traces.part(network, batch, example, example + 1));
  }

  private static Symmetric explicitHessian(
      Network network, float[] weights, Batch batch, int[] flat, double damping) {
    double[] sums = new double[(int) Symmetric.packed(flat.length)];
    for (int n = 0; n < batch.size(); n++) {
      double[] gradient = gradient(network, weights, batch, n);
      double[] g = IntStream.of(flat).mapToDouble(i -> gradient[i]).toArray();
      Symmetric.addProducts(g, g.length, sums, 0);
    }
    return Symmetric.mean(sums, 0, flat.length, batch.size(), damping);
  }
}
