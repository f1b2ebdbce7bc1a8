package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Optimizer.Adam;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.Optimizer.Sgd;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.penalty.BiasedWeightDecay;
import io.pollard.prune.penalty.GroupLasso;
import io.pollard.prune.penalty.Penalty;
import io.pollard.prune.penalty.Term;
import io.pollard.prune.penalty.Terms;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.matrix.FilterShape;
import io.pollard.prune.structure.matrix.InputChannel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What penalties of groups do to a step. A part of {@link EngineContract}. */
interface PenaltyContract extends EngineFixture {
  double RATE = 0.05;

  private static GroupLasso lasso(Structure structure, double coefficient, Term.Step step) {
    return new GroupLasso(structure, coefficient, 0.01, true, true, step, List.of());
  }

  /** Groups that overlap, so that gradients add up. */
  private static List<Penalty> smooth() {
    return List.of(
        lasso(new Filter(), 0.1, Term.Step.GRADIENT),
        lasso(new InputChannel(), 0.2, Term.Step.GRADIENT),
        new BiasedWeightDecay(
            0.1, 0.5, BiasedWeightDecay.Bias.EXPONENTIAL, new Filter(), List.of()));
  }

  private static UpdateRule rule(Optimizer optimizer, List<Penalty> penalties) {
    return new UpdateRule(optimizer, 1e-3, true, new L1(), penalties);
  }

  private float[] step(Network network, Mask mask, UpdateRule rule) {
    try (CompiledNetwork compiled = compile(network, 8)) {
      compiled.updateRule(rule);
      compiled.mask(mask);
      compiled.step(ContractNetworks.batch(network, 8, 1), RATE, 0, 1);
      return compiled.parameters();
    }
  }

  private float[] start(Network network, Mask mask) {
    float[] values = ContractNetworks.values(network, 1);
    mask.apply(values);
    return values;
  }

  @Test
  default void aStepGoesAgainstTheGradientOfPenalties() {
    for (Network network :
        List.of(ContractNetworks.convolutional(), ContractNetworks.depthwise())) {
      for (double density : new double[] {1.0, 0.5, 0.1}) {
        Mask mask = EngineFixture.mask(network, density, 3);
        float[] plain = step(network, mask, rule(new Sgd(RATE), List.of()));
        float[] found = step(network, mask, rule(new Sgd(RATE), smooth()));
        float[] start = start(network, mask);
        double[] expected = new double[plain.length];
        Arrays.setAll(expected, i -> plain[i]);
        for (Term term : Terms.of(network, smooth()).all()) {
          float[] gradient = term.gradient(start);
          for (int i = 0; i < expected.length; i++) {
            expected[i] -= mask.kept(i) ? RATE * gradient[i] : 0.0;
          }
        }
        assertClose(found, expected);
        assertThat(found).isNotEqualTo(plain);
      }
    }
  }

  private static void assertClose(float[] found, double[] expected) {
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).as("index %d", i).isCloseTo(expected[i], within(2e-6));
    }
  }

  /** The definition, written down once more: weights towards 0, then groups. */
  @Test
  default void aProximalStepShrinksGroupsAfterTheStep() {
    Network network = ContractNetworks.convolutional();
    for (double density : new double[] {1.0, 0.5, 0.1}) {
      Mask mask = EngineFixture.mask(network, density, 3);
      float[] plain = step(network, mask, rule(new Sgd(RATE), List.of()));
      double coefficient = 1.01 / RATE * smallestScaledNorm(network, plain);
      List<Penalty> penalties = List.of(lasso(new Filter(), coefficient, Term.Step.PROXIMAL));
      float[] found = step(network, mask, rule(new Sgd(RATE), penalties));
      Term term = Terms.of(network, penalties).all().get(0);
      double[] expected = new double[plain.length];
      double[] squares = new double[term.groups()];
      for (int i = 0; i < plain.length; i++) {
        boolean member = term.members()[i] != Term.NONE;
        expected[i] =
            member
                ? Math.signum(plain[i]) * Math.max(0.0, Math.abs(plain[i]) - RATE * 0.01)
                : plain[i];
        if (member) {
          squares[term.members()[i]] += expected[i] * expected[i];
        }
      }
      int gone = 0;
      for (int i = 0; i < plain.length; i++) {
        int group = term.members()[i];
        if (group != Term.NONE) {
          double left = 1.0 - RATE * term.strengths()[group] / Math.sqrt(squares[group]);
          expected[i] *= Math.max(0.0, left);
          gone += left <= 0.0 ? 1 : 0;
        }
      }
      assertClose(found, expected);
      assertThat(gone).isPositive();
    }
  }

  /** Of a filter with its bias, over the root of their number. */
  private static double smallestScaledNorm(Network network, float[] weights) {
    Term term =
        Terms.of(network, List.of(lasso(new Filter(), 1.0, Term.Step.PROXIMAL))).all().get(0);
    double[] squares = new double[term.groups()];
    for (int i = 0; i < weights.length; i++) {
      if (term.members()[i] != Term.NONE) {
        squares[term.members()[i]] += weights[i] * weights[i];
      }
    }
    return IntStream.range(0, squares.length)
        .mapToDouble(group -> Math.sqrt(squares[group]) / term.strengths()[group])
        .min()
        .orElseThrow();
  }

  @Test
  default void whatAProximalStepRemovesHasNoMomentumAndEveryLayerKeepsAFilter() {
    Network network = ContractNetworks.convolutional();
    for (Optimizer optimizer : List.of(new Momentum(RATE, 0.9), new Adam())) {
      List<Penalty> penalties = List.of(lasso(new Filter(), 1.0, Term.Step.PROXIMAL));
      UpdateRule rule = rule(optimizer, penalties);
      Term term = Terms.of(network, penalties).all().get(0);
      try (CompiledNetwork compiled = compile(network, 8)) {
        compiled.updateRule(rule);
        for (int i = 0; i < 40; i++) {
          compiled.step(ContractNetworks.batch(network, 8, i), RATE, i, 1);
        }
        float[] parameters = compiled.parameters();
        float[] state = compiled.optimizerState();
        Set<Integer> alive = new HashSet<>();
        for (int i = 0; i < parameters.length; i++) {
          if (term.members()[i] != Term.NONE && parameters[i] != 0.0f) {
            alive.add(term.members()[i]);
          }
        }
        assertThat(alive).hasSizeBetween(2, term.groups() - 1);
        assertThat(alive.stream().map(group -> term.layers()[group])).contains(0, 1);
        for (int i = 0; i < parameters.length; i++) {
          int group = term.members()[i];
          if (group != Term.NONE && !alive.contains(group)) {
            assertThat(Float.floatToRawIntBits(parameters[i])).isZero();
            assertThat(state[i]).isZero();
          }
        }
      }
    }
  }

  @Test
  default void aPenalisedTrainingResumesBitForBit() {
    Network network = ContractNetworks.convolutional();
    List<Penalty> penalties =
        List.of(
            lasso(new FilterShape(), 0.02, Term.Step.PROXIMAL),
            lasso(new Filter(), 0.05, Term.Step.GRADIENT));
    UpdateRule rule = rule(new Adam(), penalties);
    Mask mask = EngineFixture.mask(network, 0.7, 5);
    float[] middle;
    float[] state;
    float[] end;
    try (CompiledNetwork compiled = compile(network, 8)) {
      compiled.updateRule(rule);
      compiled.mask(mask);
      steps(compiled, 0, 5);
      middle = compiled.parameters();
      state = compiled.optimizerState();
      steps(compiled, 5, 10);
      end = compiled.parameters();
    }
    try (CompiledNetwork compiled = compile(network, 8)) {
      compiled.updateRule(rule);
      compiled.mask(mask);
      compiled.parameters(middle);
      compiled.optimizerState(state);
      steps(compiled, 5, 10);
      assertThat(compiled.parameters()).isEqualTo(end);
    }
  }

  private static void steps(CompiledNetwork compiled, int from, int to) {
    for (int i = from; i < to; i++) {
      compiled.step(ContractNetworks.batch(compiled.network(), 8, i), RATE, i, 1);
    }
  }
}
