package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Optimizer.Sgd;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How an engine trains: bit by bit the same whenever, wherever and however often interrupted. A
 * part of {@link EngineContract}.
 */
interface TrainingContract extends EngineFixture {
  double RATE = 0.05;

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#trainable")
  default void whatIsBehindTheEndOfABatchIsIgnored(Network network) {
    Batch clean = ContractNetworks.batch(network, 5, 7);
    float[] features = Arrays.copyOf(clean.features(), 2 * clean.features().length);
    float[] targets = Arrays.copyOf(clean.targets(), 2 * clean.targets().length);
    Arrays.fill(features, clean.features().length, features.length, Float.NaN);
    Arrays.fill(targets, clean.targets().length, targets.length, Float.NaN);
    try (CompiledNetwork one = compile(network, 8);
        CompiledNetwork two = compile(network, 8)) {
      one.updateRule(EngineFixture.adam());
      two.updateRule(EngineFixture.adam());
      assertThat(one.step(clean, RATE, 0, 1))
          .isEqualTo(two.step(new Batch(5, features, targets), RATE, 0, 1));
      assertThat(one.parameters()).isEqualTo(two.parameters());
    }
  }

  @Test
  default void gradientLeavesNothingBehind() {
    Network network = ContractNetworks.residual();
    try (CompiledNetwork one = compile(network, 5);
        CompiledNetwork two = compile(network, 5)) {
      one.updateRule(EngineFixture.adam());
      two.updateRule(EngineFixture.adam());
      for (int i = 0; i < 3; i++) {
        two.gradient(
            ContractNetworks.batch(network, 5, 100 + i), new float[network.layout().length()]);
        two.logits(
            ContractNetworks.batch(network, 4, 200 + i).features(),
            4,
            new float[5 * network.classes()]);
        Batch batch = ContractNetworks.batch(network, 5, i);
        assertThat(one.step(batch, RATE, i, 1)).isEqualTo(two.step(batch, RATE, i, 1));
      }
      assertThat(one.parameters()).isEqualTo(two.parameters());
      assertThat(one.optimizerState()).isEqualTo(two.optimizerState());
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#resumable")
  default void aTrainingResumesAtAnyIterationBitForBit(Network network) {
    if (engine().refusal(network).isPresent()) {
      assertThat(refused()).contains(network.name());
      return;
    }
    int steps = 8;
    float[][] parameters = new float[steps + 1][];
    float[][] states = new float[steps + 1][];
    double[] losses = new double[steps];
    Mask mask = EngineFixture.mask(network, 0.7, 5);
    try (CompiledNetwork compiled = compile(network, 8)) {
      compiled.updateRule(EngineFixture.adam());
      compiled.mask(mask);
      for (int i = 0; i < steps; i++) {
        parameters[i] = compiled.parameters();
        states[i] = compiled.optimizerState();
        losses[i] = compiled.step(ContractNetworks.batch(network, 8 - i % 3, i), RATE, i, 42);
      }
      parameters[steps] = compiled.parameters();
      states[steps] = compiled.optimizerState();
    }
    for (int stop = 0; stop < steps; stop++) {
      try (CompiledNetwork compiled = engine().compile(network, 8)) {
        compiled.mask(mask);
        compiled.parameters(parameters[stop]);
        compiled.updateRule(EngineFixture.adam());
        compiled.optimizerState(states[stop]);
        for (int i = stop; i < steps; i++) {
          assertThat(compiled.step(ContractNetworks.batch(network, 8 - i % 3, i), RATE, i, 42))
              .isEqualTo(losses[i]);
        }
        assertThat(compiled.parameters()).isEqualTo(parameters[steps]);
        assertThat(compiled.optimizerState()).isEqualTo(states[steps]);
      }
    }
  }

  @Test
  default void dropoutDrawsBySeedAndIterationAndOnlyInTraining() {
    Network network = ContractNetworks.dropout();
    if (engine().refusal(network).isPresent()) {
      assertThat(refused()).contains(network.name());
      return;
    }
    Batch batch = ContractNetworks.batch(network, 8, 9);
    assertThat(afterOneStep(network, batch, 0, 1)).isEqualTo(afterOneStep(network, batch, 0, 1));
    assertThat(afterOneStep(network, batch, 0, 1)).isNotEqualTo(afterOneStep(network, batch, 1, 1));
    assertThat(afterOneStep(network, batch, 0, 1)).isNotEqualTo(afterOneStep(network, batch, 0, 2));
    try (CompiledNetwork compiled = compile(network, 8)) {
      ReferenceMath exact = new ReferenceMath(network, compiled.parameters(), false);
      float[] logits = new float[8 * network.classes()];
      compiled.logits(batch.features(), 8, logits);
      assertClose(logits, exact.logits(batch.features(), 8), "logits");
      float[] gradient = new float[network.layout().length()];
      assertThat(compiled.gradient(batch, gradient))
          .isCloseTo(exact.loss(batch), within(lossTolerance()));
      assertGradient(network, gradient, exact.gradient(batch));
    }
  }

  /** Plain SGD, so that nothing but dropout depends on the iteration. */
  private float[] afterOneStep(Network network, Batch batch, int iteration, long seed) {
    try (CompiledNetwork compiled = compile(network, 8)) {
      compiled.updateRule(new UpdateRule(new Sgd(0.1), 0.0, false));
      compiled.step(batch, RATE, iteration, seed);
      return compiled.parameters();
    }
  }

  /** A share of what dropout keeps is scaled up so that the expected value stays. */
  @Test
  default void dropoutKeepsTheExpectedLossAbout() {
    Network network = ContractNetworks.dropout();
    if (engine().refusal(network).isPresent()) {
      assertThat(refused()).contains(network.name());
      return;
    }
    Batch batch = ContractNetworks.batch(network, 8, 10);
    try (CompiledNetwork compiled = engine().compile(network, 8)) {
      compiled.updateRule(new UpdateRule(new Sgd(0.1), 0.0, false));
      float[] small = ContractNetworks.values(network, 1);
      for (Slice slice : network.layout().prunable()) {
        for (int i = slice.offset(); i < slice.end(); i++) {
          small[i] *= 0.3f;
        }
      }
      double sum = 0.0;
      Set<Double> different = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        compiled.parameters(small);
        double loss = compiled.step(batch, 1e-9, i, 11);
        different.add(loss);
        sum += loss;
      }
      double exact = new ReferenceMath(network, small, false).loss(batch);
      assertThat(different).hasSizeGreaterThan(150);
      assertThat(sum / 200).isCloseTo(exact, within(0.05));
    }
  }

  @Test
  default void twoThreadsAtOnceDoAsOneAfterTheOther() throws InterruptedException {
    Network network = ContractNetworks.residual();
    float[][] serial = {trained(network, 1), trained(network, 2)};
    float[][] parallel = new float[2][];
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      int index = i;
      threads[i] = new Thread(() -> parallel[index] = trained(network, index + 1));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(parallel[0]).isEqualTo(serial[0]);
    assertThat(parallel[1]).isEqualTo(serial[1]);
    assertThat(serial[0]).isNotEqualTo(serial[1]);
  }

  private float[] trained(Network network, long seed) {
    try (CompiledNetwork compiled = engine().compile(network, 8)) {
      compiled.parameters(ContractNetworks.values(network, seed));
      compiled.updateRule(EngineFixture.adam());
      for (int i = 0; i < 40; i++) {
        compiled.step(ContractNetworks.batch(network, 8, seed * 1000 + i), 0.01, i, seed);
      }
      return compiled.parameters();
    }
  }

  @Test
  default void learnsToTellPatternsApart() {
    Network network = ContractNetworks.patterns();
    try (CompiledNetwork compiled = compile(network, 60)) {
      compiled.updateRule(EngineFixture.adam());
      for (int i = 0; i < 150; i++) {
        compiled.step(ContractNetworks.patterns(network, 60, i), 3e-3, i, 1);
      }
      Batch unseen = ContractNetworks.patterns(network, 60, 1000);
      float[] logits = new float[60 * network.classes()];
      compiled.logits(unseen.features(), 60, logits);
      assertThat(accuracy(logits, unseen, network.classes())).isGreaterThan(0.9);
    }
  }

  private static double accuracy(float[] logits, Batch batch, int classes) {
    int right = 0;
    for (int row = 0; row < batch.size(); row++) {
      int best = row * classes;
      for (int i = best; i < (row + 1) * classes; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      right += batch.targets()[best] == 1.0f ? 1 : 0;
    }
    return (double) right / batch.size();
  }
}
