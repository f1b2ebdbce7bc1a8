package io.pollard.prune.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.dl4j.Reference;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Repairs by least squares; golden values are those of METHODS G24. */
class ReconstructionTest {
  private static final Member FIRST = new Member(0, 0, new int[] {0});
  private static final Member SECOND = new Member(0, 1, new int[] {1});

  /** N = 3, X1 = [1, 2, 3], X2 = [1, 0, 1], Y = 2 X1 + 0.1 X2. */
  private static NormalEquations golden() {
    NormalEquations sums = new NormalEquations(2, 1);
    double[][] inputs = {{1, 1, 0}, {2, 0, 0}, {3, 1, 0}};
    for (double[] input : inputs) {
      sums.add(input, new double[] {2 * input[0] + 0.1 * input[1]});
    }
    return sums;
  }

  private static Contributions contributions(NormalEquations sums, double... weights) {
    return Contributions.of(
        sums, List.of(FIRST, SECOND), new int[0], new double[][] {weights}, new double[1]);
  }

  @Test
  void lassoShrinksAsOnTheCard() {
    Lasso lasso = new Lasso(contributions(golden(), 2, 0.1));
    double[] start = {1, 1};
    assertThat(lasso.solve(0, start)).containsExactly(new double[] {1, 1}, within(1e-6));
    assertThat(lasso.solve(0.001, start))
        .containsExactly(new double[] {1.004875, 0.655}, within(1e-6));
    assertThat(lasso.solve(0.01, start)).containsExactly(new double[] {1.01375, 0}, within(1e-6));
    assertThat(lasso.solve(0.05, start)).containsExactly(new double[] {1.011607, 0}, within(1e-6));
    assertThat(lasso.solve(1, start)).containsExactly(new double[] {0.960714, 0}, within(1e-6));
    assertThat(lasso.support(1)).containsExactly(0);
    assertThat(lasso.support(2)).containsExactly(0, 1);
  }

  @Test
  void leastSquaresRefitsWithoutTheShrinkage() {
    NormalEquations sums = golden();
    double weight = sums.solve(new int[] {0}, 1e-12)[0][0];
    assertThat(weight).isCloseTo(2.028571, within(1e-6));
    assertThat(residual(sums, weight)).isCloseTo(0.008571, within(1e-6));
    assertThat(residual(sums, 2.0)).isCloseTo(0.02, within(1e-9));
    // The factor of the weight 2 is the same fit.
    double factor = contributions(sums, 2, 0.1).factors(new int[] {0}, 1e-12)[0];
    assertThat(2 * factor).isCloseTo(2.028571, within(1e-6));
  }

  /** ||Y - w X1||^2, with Y'Y = 2.1^2 + 4^2 + 6.1^2. */
  private static double residual(NormalEquations sums, double weight) {
    double square = 2.1 * 2.1 + 16 + 6.1 * 6.1;
    return square - 2 * weight * sums.target(0, 0) + weight * weight * sums.product(0, 0);
  }

  @Test
  void unitSizesTakeTheLengthOfWeightsOutOfTheChoice() {
    // Channel 1 makes as much as channel 0, by small inputs and a large weight.
    Contributions raw = contributions(golden(), 2, 0.1);
    Contributions unit = raw.atUnitSize();
    assertThat(unit.gram()[0][0]).isCloseTo(14, within(1e-12));
    assertThat(unit.gram()[1][1]).isCloseTo(2, within(1e-12));
    assertThat(unit.gram()[0][1]).isCloseTo(raw.gram()[0][1] / 0.2, within(1e-12));
  }

  @Test
  void greedyTakesWhatCancelsOut() {
    // Channel 1 is minus channel 0: alone each is large, together they are nothing.
    double[][] gram = {{9, -9, 1}, {-9, 9, -1}, {1, -1, 4}};
    Contributions some = new Contributions(gram, new double[3], new double[] {1, 1, 1}, 1);
    assertThat(Greedy.kept(some, 2)).containsExactly(0, 1);
    // Then channel 0 (9 + 2) or 1 (9 - 2): 1.
    assertThat(Greedy.kept(some, 1)).containsExactly(0);
    double[][] plain = {{1, 0.9, 0}, {0.9, 1, 0}, {0, 0, 1.5}};
    // 0 first (tie with 1), then 2 (1.5) rather than 1 (1 + 1.8).
    assertThat(Greedy.kept(new Contributions(plain, new double[3], new double[3], 1), 1))
        .containsExactly(1);
  }

  /** conv1 (bias, ReLU) -> conv2 -> fc, in which filter 2 is the mean of filters 0 and 1. */
  private static Network plain() {
    GraphBuilder graph = new GraphBuilder("net", new Shape(2, 8, 8));
    String conv1 = graph.convolution("conv1", graph.input(), 4, 3, 1, 1, true);
    String conv2 = graph.convolution("conv2", conv1, 3, 3, 1, 0, true);
    return Dl4jNetworks.fromGraph("net", graph.classifier("fc", graph.relu("relu", conv2), 5));
  }

  private static float[] redundant(Network network) {
    float[] weights = Reference.parameters(network, 8);
    Slice filters = network.layout().find("conv1", Role.WEIGHT).orElseThrow();
    int size = filters.length() / 4;
    for (int i = filters.offset(); i < filters.offset() + size; i++) {
      weights[i + 2 * size] = (weights[i] + weights[i + size]) / 2;
    }
    Damages.set(network, weights, "conv1", Role.BIAS, 0.1, 0.2, 0.15, 0.4);
    return weights;
  }

  private static Damage without(Network network, float[] weights, int filter) {
    Groups groups = new Filter().groups(network);
    BitSet gone = new BitSet();
    groups.blocks().get(0).forEachPruned(filter, gone::set);
    return Damages.of(network, groups, weights, gone);
  }

  @Test
  void whatOthersCanMakeIsMadeUpForWholly() {
    Network network = plain();
    float[] weights = redundant(network);
    Damage damage = without(network, weights, 2);
    Repaired repaired =
        new LeastSquares(200, 10, 1e-9, false).repair(damage, Damages.noise(network));
    assertThat(repaired.mask()).isEqualTo(damage.mask());
    float[] whole = Damages.logits(network, weights, damage.before(), 99);
    assertThat(Damages.logits(network, repaired.weights(), repaired.mask(), 99))
        .containsExactly(whole, within(1e-3f));
    assertThat(Damages.logits(network, weights, damage.mask(), 99)[0])
        .isNotCloseTo(whole[0], within(1e-2f));
  }

  @Test
  void lassoDropsAChannelThatIsNotNeededWhateverWasSelected() {
    Network network = plain();
    float[] weights = redundant(network);
    Slice reads = network.layout().find("conv2", Role.WEIGHT).orElseThrow();
    // What conv2 takes from channel 3 is nearly nothing.
    for (int row = 0; row < 3; row++) {
      for (int i = 27; i < 36; i++) {
        weights[reads.offset() + row * 36 + i] *= 1e-4f;
      }
    }
    Damage damage = without(network, weights, 0);
    for (Repair repair : List.of(new LassoReconstruction(), new ThiNet())) {
      Repaired repaired = repair.repair(damage, Damages.noise(network));
      assertThat(damage.groups().blocks().get(0).kept(repaired.mask())).isEqualTo(3);
      assertThat(damage.groups().blocks().get(0).kept(0, repaired.mask())).isTrue();
    }
  }

  @Test
  void residualNetworksComeNearerToTheWholeOne() {
    Network network =
        new Resnet(8, Shortcut.A, new KaimingNormal()).build(new Shape(3, 16, 16), 10);
    float[] weights = Reference.parameters(network, 9);
    Damage damage = Damages.of(network, new Filter().groups(network), weights, 0.25);
    float[] whole = Damages.logits(network, weights, damage.before(), 50);
    double before = distance(whole, Damages.logits(network, weights, damage.mask(), 50));
    for (Repair repair :
        List.of(
            new LeastSquares(400, 10, 1e-6, false),
            new LassoReconstruction(400, 10, 1e-6, false),
            new ThiNet(400, 10, 1e-6))) {
      Repaired repaired = repair.repair(damage, Damages.noise(network));
      double after =
          distance(whole, Damages.logits(network, repaired.weights(), repaired.mask(), 50));
      assertThat(after).as(repair.name()).isLessThan(before / 2);
    }
  }

  @Test
  void whatAReluCutsOffNeedNotBeMet() {
    // r = -0.5, relu(y) = 1: 0.5 below costs 1, (0.1 x -0.5 + 1) / 1.1 above 0.2045.
    assertThat(ReluFit.nearest(1.0, -0.5, 0.1)).isCloseTo(0.95 / 1.1, within(1e-12));
    // r = 2, relu(y) = 0, L = 1: 0 costs 4, 1 costs 2.
    assertThat(ReluFit.nearest(0.0, 2.0, 1.0)).isEqualTo(1.0);
    // Both are cut off: the layer may make what it makes.
    assertThat(ReluFit.nearest(0.0, -3.0, 1.0)).isEqualTo(-3.0);

    Network network = plain();
    float[] weights = Reference.parameters(network, 8);
    Damage damage = without(network, weights, 1);
    float[] whole = Damages.logits(network, weights, damage.before(), 99);
    double[] left = new double[2];
    for (boolean through : new boolean[] {false, true}) {
      Repaired repaired =
          new LeastSquares(400, 36, 1e-9, through).repair(damage, Damages.noise(network));
      left[through ? 1 : 0] =
          distance(whole, Damages.logits(network, repaired.weights(), repaired.mask(), 99));
    }
    assertThat(left[1]).isLessThan(left[0]);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0.0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Test
  void keysAreChecked() {
    assertThatThrownBy(() -> new LeastSquares(0, 10, 1e-6, false))
        .hasMessage("examples is at least 1, found 0");
    assertThatThrownBy(() -> new ThiNet(10, 0, 1e-6))
        .hasMessage("positions is at least 1, found 0");
    assertThatThrownBy(() -> new LassoReconstruction(10, 10, 0, false))
        .hasMessage("ridge is more than 0, found 0.0");
  }
}
