package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.engine.Optimizer.Adam;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.Optimizer.Nesterov;
import io.pollard.engine.Optimizer.Sgd;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an engine keeps at zero, and the values it takes and gives. A part of {@link
 * EngineContract}.
 */
interface MaskContract extends EngineFixture {
  double RATE = 0.05;

  static Stream<UpdateRule> rules() {
    return Stream.of(
        new UpdateRule(new Sgd(0.1), 1e-2, false),
        new UpdateRule(new Momentum(0.1, 0.9), 1e-2, false),
        new UpdateRule(new Nesterov(0.1, 0.9), 1e-2, true),
        new UpdateRule(new Adam(), 1e-2, false));
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.MaskContract#rules")
  default void nothingRevivesAPrunedWeight(UpdateRule rule) {
    remainsPruned(ContractNetworks.convolutional(), 0.05, rule);
    remainsPruned(ContractNetworks.residual(), 0.5, rule);
  }

  private void remainsPruned(Network network, double density, UpdateRule rule) {
    try (CompiledNetwork compiled = compile(network, 8)) {
      compiled.updateRule(rule);
      for (int i = 0; i < 5; i++) {
        compiled.step(ContractNetworks.batch(network, 8, i), 0.01, i, 1);
      }
      Mask mask = EngineFixture.mask(network, density, 2);
      compiled.mask(mask);
      assertPruned(compiled, mask, rule);
      for (int i = 5; i < 205; i++) {
        compiled.step(ContractNetworks.batch(network, 8, i % 7), 0.01, i, 1);
      }
      assertPruned(compiled, mask, rule);
    }
  }

  private static void assertPruned(CompiledNetwork compiled, Mask mask, UpdateRule rule) {
    float[] parameters = compiled.parameters();
    float[] state = compiled.optimizerState();
    assertThat(state).hasSize(rule.stateVectors() * mask.length());
    for (int i = 0; i < mask.length(); i++) {
      if (!mask.kept(i)) {
        assertThat(Float.floatToRawIntBits(parameters[i])).isZero();
        for (int vector = 0; vector < rule.stateVectors(); vector++) {
          assertThat(Float.floatToRawIntBits(state[vector * mask.length() + i])).isZero();
        }
      } else {
        assertThat(parameters[i]).isFinite();
      }
    }
  }

  @Test
  default void whatALaterMaskKeepsStartsFromZero() {
    Network network = ContractNetworks.convolutional();
    Mask mask = EngineFixture.mask(network, 0.5, 3);
    try (CompiledNetwork compiled = compile(network, 8)) {
      compiled.updateRule(EngineFixture.adam());
      compiled.mask(mask);
      compiled.step(ContractNetworks.batch(network, 8, 1), 0.01, 0, 1);
      compiled.mask(Mask.dense(mask.length()));
      float[] parameters = compiled.parameters();
      int pruned =
          IntStream.range(0, mask.length()).filter(i -> !mask.kept(i)).findFirst().orElseThrow();
      assertThat(parameters[pruned]).isZero();
      compiled.step(ContractNetworks.batch(network, 8, 2), 0.01, 1, 1);
      long revived =
          IntStream.range(0, mask.length())
              .filter(i -> !mask.kept(i) && compiled.parameters()[i] != 0.0f)
              .count();
      assertThat(revived).isPositive();
    }
  }

  @Test
  default void valuesAndStateAreMaskedWhenTheyAreSet() {
    Network network = ContractNetworks.perceptron();
    Mask mask = EngineFixture.mask(network, 0.5, 4);
    int length = network.layout().length();
    float[] ones = new float[length];
    Arrays.fill(ones, 1.0f);
    float[] expected = ones.clone();
    mask.apply(expected);
    try (CompiledNetwork compiled = engine().compile(network, 2)) {
      compiled.mask(mask);
      compiled.parameters(ones);
      assertThat(compiled.parameters()).isEqualTo(expected);
      compiled.updateRule(new UpdateRule(new Momentum(0.1, 0.9), 0.0, false));
      assertThat(compiled.optimizerState()).containsOnly(0.0f).hasSize(length);
      compiled.optimizerState(ones);
      assertThat(compiled.optimizerState()).isEqualTo(expected);
      compiled.updateRule(EngineFixture.adam());
      assertThat(compiled.optimizerState()).containsOnly(0.0f).hasSize(2 * length);
    }
  }

  @Test
  default void valuesOfAnotherNetworkAreRefused() {
    try (CompiledNetwork compiled = engine().compile(ContractNetworks.perceptron(), 2)) {
      assertThatThrownBy(() -> compiled.parameters(new float[3]))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("Cannot use ")
          .hasMessageContaining("found=3, expected=%d", compiled.network().layout().length());
    }
  }

  @Test
  default void aStepWithoutARuleIsABug() {
    Network network = ContractNetworks.perceptron();
    try (CompiledNetwork compiled = compile(network, 4)) {
      Batch batch = ContractNetworks.batch(network, 4, 13);
      assertThatThrownBy(() -> compiled.step(batch, RATE, 0, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
