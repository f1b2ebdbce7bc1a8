package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Optimizer.Adam;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.Optimizer.Nesterov;
import io.pollard.engine.Optimizer.Sgd;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.penalty.GroupLasso;
import io.pollard.prune.penalty.Penalty;
import io.pollard.prune.penalty.Term;
import io.pollard.prune.penalty.Terms;
import io.pollard.prune.structure.Neuron;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlatUpdateTest {
  private static final ParameterLayout ONE =
      new ParameterLayout(List.of(new Slice("a", Role.WEIGHT, List.of(1), 0, true)));

  private static final ParameterLayout ALL_ROLES =
      new ParameterLayout(
          List.of(
              new Slice("conv", Role.BIAS, List.of(1), 0, false),
              new Slice("conv", Role.WEIGHT, List.of(1), 1, true),
              new Slice("norm", Role.GAMMA, List.of(1), 2, false),
              new Slice("norm", Role.BETA, List.of(1), 3, false),
              new Slice("norm", Role.MEAN, List.of(1), 4, false),
              new Slice("norm", Role.VARIANCE, List.of(1), 5, false)));

  /** Weight 1 and gradients 0.5, -0.25, 0.1, learning rate 0.1: the weight after each step. */
  private static double[] threeSteps(Optimizer optimizer, double decay) {
    FlatUpdate update = new FlatUpdate(ONE, new UpdateRule(optimizer, decay, false));
    float[] w = {1.0f};
    double[] after = new double[3];
    float[] gradients = {0.5f, -0.25f, 0.1f};
    for (int i = 0; i < 3; i++) {
      update.step(w, new float[] {gradients[i]}, 1.0f, 0.1, i);
      after[i] = w[0];
    }
    return after;
  }

  @Test
  void sgdStepsAgainstTheGradient() {
    assertThat(threeSteps(new Sgd(0.1), 0.0))
        .containsExactly(new double[] {0.95, 0.975, 0.965}, within(1e-6));
  }

  @Test
  void sgdWithDecayAddsItToTheGradient() {
    // 1 - 0.1 (0.5 + 0.01); 0.949 - 0.1 (-0.25 + 0.00949); 0.973051 - 0.1 (0.1 + 0.00973051)
    assertThat(threeSteps(new Sgd(0.1), 0.01))
        .containsExactly(new double[] {0.949, 0.973051, 0.96207795}, within(1e-6));
  }

  @Test
  void momentumKeepsTheLearningRateOutsideTheVelocity() {
    // v: 0.5, 0.9 0.5 - 0.25 = 0.2, 0.9 0.2 + 0.1 = 0.28
    assertThat(threeSteps(new Momentum(0.1, 0.9), 0.0))
        .containsExactly(new double[] {0.95, 0.93, 0.902}, within(1e-6));
  }

  @Test
  void nesterovLooksAhead() {
    // x + 0.9 v: 0.95, -0.25 + 0.18 = -0.07, 0.1 + 0.252 = 0.352
    assertThat(threeSteps(new Nesterov(0.1, 0.9), 0.0))
        .containsExactly(new double[] {0.905, 0.912, 0.8768}, within(1e-6));
  }

  @Test
  void adamCorrectsItsBias() {
    // m: 0.05, 0.02, 0.028; v: 2.5e-4, 3.1225e-4, 3.2193775e-4;
    // corrected m: 0.5, 0.10526316, 0.10332103; corrected v: 0.25, 0.15620310, 0.10741999
    assertThat(threeSteps(new Adam(0.1, 0.9, 0.999, 1e-8), 0.0))
        .containsExactly(new double[] {0.9, 0.87336637, 0.84184206}, within(1e-6));
  }

  @Test
  void adamAddsEpsilonOutsideTheCorrectedRoot() {
    // first step: corrected m and sqrt(v) are both 0.5, so 1 - 0.1 0.5 / (0.5 + 0.5)
    assertThat(threeSteps(new Adam(0.1, 0.9, 0.999, 0.5), 0.0)[0]).isCloseTo(0.95, within(1e-6));
  }

  @Test
  void scaleMultipliesTheGradientButNotTheDecay() {
    FlatUpdate update = new FlatUpdate(ONE, new UpdateRule(new Sgd(0.1), 0.5, false));
    float[] w = {1.0f};
    update.step(w, new float[] {8.0f}, 0.25f, 0.1, 0);
    assertThat(w[0]).isCloseTo(1.0f - 0.1f * (2.0f + 0.5f), within(1e-6f));
  }

  @Test
  void statisticsAreNeitherScaledNorOptimisedNorDecayed() {
    FlatUpdate update = new FlatUpdate(ALL_ROLES, new UpdateRule(new Adam(), 0.5, false));
    float[] w = {1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f};
    update.step(w, new float[] {0.0f, 0.0f, 0.0f, 0.0f, 0.25f, -0.5f}, 0.1f, 0.1, 0);
    assertThat(w[4]).isEqualTo(0.75f);
    assertThat(w[5]).isEqualTo(1.5f);
    assertThat(update.state()[6 + 4]).isZero();
    assertThat(update.state()[4]).isZero();
  }

  @Test
  void decayCanBeKeptToWeights() {
    float[] all = decayed(false);
    float[] weightsOnly = decayed(true);
    assertThat(all).containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 1.0f, 1.0f);
    assertThat(weightsOnly).containsExactly(1.0f, 0.5f, 1.0f, 1.0f, 1.0f, 1.0f);
  }

  private static float[] decayed(boolean weightsOnly) {
    FlatUpdate update = new FlatUpdate(ALL_ROLES, new UpdateRule(new Sgd(1.0), 0.5, weightsOnly));
    float[] w = {1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f};
    update.step(w, new float[6], 1.0f, 1.0, 0);
    return w;
  }

  /** 1 - 0.5 (0.25 scaled by 0.5 + 0.125), -2 - 0.5 (0.125 - 0.125), 0 stays where it is. */
  @Test
  void l1PullsTowardsZeroWithTheSameForceFromEverywhere() {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Slice("a", Role.WEIGHT, List.of(4), 0, true),
                new Slice("n", Role.GAMMA, List.of(1), 4, false),
                new Slice("n", Role.BETA, List.of(1), 5, false)));
    FlatUpdate update =
        new FlatUpdate(layout, new UpdateRule(new Sgd(0.5), 0.0, false, new L1(0.125, 0.25)));
    float[] w = {1.0f, -2.0f, 0.0f, 1e-30f, 3.0f, 3.0f};
    update.step(w, new float[] {0.25f, 0.25f, 0.0f, 0.0f, 0.0f, 0.0f}, 0.5f, 0.5, 0);
    assertThat(w).containsExactly(0.875f, -2.0f, 0.0f, -0.0625f, 2.875f, 3.0f);
    update.mask(Mask.of(6, i -> i == 0 || i >= 4));
    w[1] = 0.0f;
    w[3] = 0.0f;
    update.step(w, new float[6], 1.0f, 0.5, 1);
    assertThat(w).containsExactly(0.8125f, 0.0f, 0.0f, 0.0f, 2.75f, 3.0f);
  }

  /** METHODS G16. */
  @Test
  void aProximalStepShrinksGroupsAndClearsTheStateOfThoseThatAreGone() {
    Network network = TestNetworks.dense("units", 2, 3, 1);
    Penalty lasso =
        new GroupLasso(new Neuron(), 0.5, 0.0, false, false, Term.Step.PROXIMAL, List.of());
    UpdateRule rule = new UpdateRule(new Momentum(1.0, 0.9), 0.0, false, new L1(), List.of(lasso));
    FlatUpdate update = new FlatUpdate(network.layout(), rule, Terms.of(network, rule.penalties()));
    float[] state = new float[13];
    Arrays.fill(state, 0x1p-30f);
    update.state(state);
    float[] w = {3, 4, 0.3f, 0.4f, -0.6f, 0.8f, 1, 1, 1, 1, 1, 1, 1};
    update.step(w, new float[13], 1.0f, 1.0, 0);
    assertThat(Arrays.copyOf(w, 6))
        .containsExactly(new float[] {2.7f, 3.6f, 0, 0, -0.3f, 0.4f}, within(1e-6f));
    assertThat(w[6]).isCloseTo(1.0f, within(1e-6f));
    // The second group has reached 0 but for rounding; the next step takes it there.
    update.step(w, new float[13], 1.0f, 1.0, 1);
    assertThat(w[2]).isZero();
    assertThat(update.state()[2]).isZero();
    assertThat(update.state()[3]).isZero();
    assertThat(update.state()[0]).isPositive();
    assertThat(update.state()[6]).isPositive();
  }

  /** One filter of each layer stays, the larger one; whole layers with a shortcut may go. */
  @Test
  void aProximalStepLeavesEveryLayerItsLargestGroup() {
    Network network = TestNetworks.dense("units", 2, 3, 1);
    Penalty lasso =
        new GroupLasso(new Neuron(), 99, 0.0, false, false, Term.Step.PROXIMAL, List.of());
    UpdateRule rule = new UpdateRule(new Sgd(1.0), 0.0, false, new L1(), List.of(lasso));
    FlatUpdate update = new FlatUpdate(network.layout(), rule, Terms.of(network, rule.penalties()));
    float[] w = {3, 4, 0.3f, 0.4f, -6, 8, 1, 1, 1, 1, 1, 1, 1};
    update.step(w, new float[13], 1.0f, 1.0, 0);
    assertThat(Arrays.copyOf(w, 6)).containsExactly(0, 0, 0, 0, -6, 8);
  }

  @Test
  void aPenaltyDoesNotHideWhatIsNoNumber() {
    Network network = TestNetworks.dense("units", 2, 3, 1);
    Penalty lasso =
        new GroupLasso(new Neuron(), 0.5, 0.1, false, false, Term.Step.PROXIMAL, List.of());
    UpdateRule rule = new UpdateRule(new Sgd(1.0), 0.0, false, new L1(), List.of(lasso));
    FlatUpdate update = new FlatUpdate(network.layout(), rule, Terms.of(network, rule.penalties()));
    float[] w = {3, Float.NaN, 0.3f, 0.4f, -6, 8, 1, 1, 1, 1, 1, 1, 1};
    update.step(w, new float[13], 1.0f, 1.0, 0);
    assertThat(w[1]).isNaN();
  }

  @Test
  void penaltiesWantANetwork() {
    UpdateRule rule = new UpdateRule(new Sgd(1.0), 0.0, false, new L1(), List.of(new GroupLasso()));
    assertThatThrownBy(() -> new FlatUpdate(ONE, rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("penalties without a network: [GroupLasso[");
  }

  /** METHODS G5: the sub-gradient of network slimming. */
  @Test
  void slimmingPullsGammaByItsSign() {
    ParameterLayout gamma =
        new ParameterLayout(List.of(new Slice("n", Role.GAMMA, List.of(3), 0, false)));
    FlatUpdate update =
        new FlatUpdate(gamma, new UpdateRule(new Sgd(1.0), 0.0, false, new L1(0.0, 1e-4)));
    float[] w = {0.9f, -0.05f, 0.4f};
    update.step(w, new float[3], 1.0f, 1.0, 0);
    assertThat(w).containsExactly(new float[] {0.8999f, -0.0499f, 0.3999f}, within(1e-7f));
  }

  @Test
  void l1OutOfRangeIsRefused() {
    assertThatThrownBy(() -> new L1(-1.0, 0.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights is at least 0, found -1.0");
    assertThatThrownBy(() -> new L1(0.0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gamma is at least 0, found NaN");
  }

  @Test
  void stateIsOneVectorBehindTheOtherAndComesBack() {
    UpdateRule rule = new UpdateRule(new Adam(), 0.0, false);
    FlatUpdate update = new FlatUpdate(ALL_ROLES, rule);
    update.step(new float[6], new float[] {1, 2, 3, 4, 0, 0}, 1.0f, 0.1, 0);
    float[] state = update.state();
    assertThat(state).hasSize(12);
    assertThat(state[1]).isCloseTo(0.2f, within(1e-6f));
    assertThat(state[6 + 1]).isCloseTo(0.004f, within(1e-6f));
    FlatUpdate other = new FlatUpdate(ALL_ROLES, rule);
    other.state(state);
    assertThat(other.state()).isEqualTo(state);
  }

  @Test
  void stateOfAnotherLengthIsRefused() {
    FlatUpdate update = new FlatUpdate(ONE, new UpdateRule(new Adam(), 0.0, false));
    assertThatThrownBy(() -> update.state(new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("optimiser state of 3 values, expected 2 times 1");
  }

  @Test
  void maskOfAnotherLengthIsRefused() {
    FlatUpdate update = new FlatUpdate(ONE, new UpdateRule(new Sgd(), 0.0, false));
    assertThatThrownBy(() -> update.mask(Mask.dense(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a mask of 2 elements for a layout of 1");
  }

  @Test
  void prunedElementsStayZeroEvenUnderNaN() {
    ParameterLayout layout =
        new ParameterLayout(List.of(new Slice("a", Role.WEIGHT, List.of(4), 0, true)));
    FlatUpdate update = new FlatUpdate(layout, new UpdateRule(new Adam(), 1e-4, false));
    update.mask(Mask.of(4, i -> i != 2));
    float[] w = {1.0f, 1.0f, 0.0f, 1.0f};
    update.step(w, new float[] {1.0f, 1.0f, Float.NaN, 1.0f}, 1.0f, 0.1, 0);
    assertThat(Float.floatToRawIntBits(w[2])).isZero();
    assertThat(Float.floatToRawIntBits(update.state()[2])).isZero();
    assertThat(Float.floatToRawIntBits(update.state()[4 + 2])).isZero();
  }

  /** A step under a mask of few kept elements has the same bits as one over everything. */
  @Test
  void everyWayOfVisitingHasTheSameBits() {
    // More chunks than a word of the mask has bits.
    int n = 34 * 2048 + 904;
    ParameterLayout layout =
        new ParameterLayout(List.of(new Slice("a", Role.WEIGHT, List.of(n), 0, true)));
    for (Optimizer optimizer :
        List.of(new Sgd(0.1), new Momentum(0.1, 0.9), new Nesterov(0.1, 0.9), new Adam())) {
      float[] dense = trained(layout, optimizer, Mask.dense(n));
      for (double density : new double[] {0.05, 0.5, 0.95}) {
        Draws draws = Draws.of(7, "mask");
        boolean[] keep = new boolean[n];
        for (int i = 0; i < n; i++) {
          keep[i] = draws.nextDouble() < density;
        }
        float[] masked = trained(layout, optimizer, Mask.of(n, i -> keep[i]));
        for (int i = 0; i < n; i++) {
          int expected = keep[i] ? Float.floatToRawIntBits(dense[i]) : 0;
          assertThat(Float.floatToRawIntBits(masked[i])).isEqualTo(expected);
        }
      }
    }
  }

  /** Twenty steps whose gradients depend on nothing but the step. */
  private static float[] trained(ParameterLayout layout, Optimizer optimizer, Mask mask) {
    FlatUpdate update = new FlatUpdate(layout, new UpdateRule(optimizer, 1e-3, false));
    update.mask(mask);
    float[] w = new float[layout.length()];
    Draws initial = Draws.of(1, "initial");
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) initial.nextGaussian();
    }
    mask.apply(w);
    float[] g = new float[w.length];
    for (int step = 0; step < 20; step++) {
      Draws draws = Draws.of(1, "gradient", step);
      for (int i = 0; i < g.length; i++) {
        g[i] = (float) draws.nextGaussian();
      }
      update.step(w, g, 1.0f / 60, 0.01, step);
    }
    return w;
  }
}
