package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.engine.Optimizer.Sgd;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Role;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an engine computes, held against {@link ReferenceMath}. A part of {@link EngineContract}.
 */
interface ComputationContract extends EngineFixture {
  double RATE = 0.05;

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  default void refusesWhatItSaysItRefuses(Network network) {
    assertThat(engine().refusal(network).isPresent()).isEqualTo(refused().contains(network.name()));
    if (refused().contains(network.name())) {
      assertThatThrownBy(() -> engine().compile(network, 2)).isInstanceOf(DataException.class);
    } else {
      try (CompiledNetwork compiled = engine().compile(network, 2)) {
        assertThat(compiled.network()).isEqualTo(network);
        assertThat(compiled.batchSize()).isEqualTo(2);
        assertThat(compiled.parameters()).containsOnly(0.0f).hasSize(network.layout().length());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  default void logitsAreExact(Network network) {
    try (CompiledNetwork compiled = compile(network, 3)) {
      Batch batch = ContractNetworks.batch(network, 3, 1);
      float[] logits = new float[3 * network.classes()];
      compiled.logits(batch.features(), 3, logits);
      double[] exact =
          new ReferenceMath(network, compiled.parameters(), false).logits(batch.features(), 3);
      assertClose(logits, exact, "logits");
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  default void everyNodeOfTheGraphCanBeWanted(Network network) {
    try (CompiledNetwork compiled = compile(network, 2)) {
      Batch batch = ContractNetworks.batch(network, 2, 2);
      List<String> all = network.graph().nodes().stream().map(Node::name).toList();
      Map<String, float[]> values = compiled.forward(Map.of(all.get(0), batch.features()), 2, all);
      Map<String, double[]> exact =
          new ReferenceMath(network, compiled.parameters(), false).values(batch.features(), 2);
      assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(all);
      all.forEach(node -> assertClose(values.get(node), exact.get(node), node));
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  default void inferenceStartsAtAnyCut(Network network) {
    try (CompiledNetwork compiled = compile(network, 2)) {
      Batch batch = ContractNetworks.batch(network, 2, 3);
      List<Node> nodes = network.graph().nodes();
      List<String> all = nodes.stream().map(Node::name).toList();
      Map<String, float[]> values = compiled.forward(Map.of(all.get(0), batch.features()), 2, all);
      float[] garbage = new float[batch.features().length];
      Arrays.fill(garbage, Float.NaN);
      for (int cut = 1; cut < nodes.size() - 1; cut++) {
        Map<String, float[]> given = new HashMap<>();
        for (Node node : nodes.subList(cut + 1, nodes.size())) {
          node.inputs().stream()
              .filter(all.subList(0, cut + 1)::contains)
              .forEach(n -> given.put(n, values.get(n)));
        }
        // Whoever computed more than is needed would meet this.
        given.putIfAbsent(all.get(0), garbage);
        List<String> wanted = all.subList(cut + 1, all.size());
        Map<String, float[]> again = compiled.forward(given, 2, wanted);
        wanted.forEach(n -> assertThat(again.get(n)).as(n).isEqualTo(values.get(n)));
      }
    }
  }

  @Test
  default void whatIsGivenCanBeWanted() {
    Network network = ContractNetworks.perceptron();
    try (CompiledNetwork compiled = compile(network, 2)) {
      float[] given = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
      assertThat(compiled.forward(Map.of("fc1", given), 2, List.of("fc1")).get("fc1"))
          .isEqualTo(given);
    }
  }

  @Test
  default void whatDoesNotFollowIsRefused() {
    Network network = ContractNetworks.perceptron();
    try (CompiledNetwork compiled = compile(network, 2)) {
      assertThatThrownBy(() -> compiled.forward(Map.of("fc2", new float[10]), 2, List.of("fc1")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> compiled.forward(Map.of("fc9", new float[10]), 2, List.of("fc3")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  default void gradientIsExactInInferenceMode(Network network) {
    try (CompiledNetwork compiled = compile(network, 5)) {
      Batch batch = ContractNetworks.batch(network, 5, 4);
      float[] before = compiled.parameters();
      float[] gradient = new float[before.length];
      Arrays.fill(gradient, Float.NaN);
      double loss = compiled.gradient(batch, gradient);
      ReferenceMath exact = new ReferenceMath(network, before, false);
      assertThat(loss).isCloseTo(exact.loss(batch), within(lossTolerance()));
      assertGradient(network, gradient, exact.gradient(batch));
      assertThat(compiled.parameters()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  default void stepIsExactInTrainingMode(Network network) {
    try (CompiledNetwork compiled = compile(network, 5)) {
      compiled.updateRule(new UpdateRule(new Sgd(1.0), 0.0, false));
      Batch batch = ContractNetworks.batch(network, 5, 5);
      float[] before = compiled.parameters();
      double loss = compiled.step(batch, 1.0, 0, 1);
      float[] after = compiled.parameters();
      ReferenceMath exact = new ReferenceMath(network, before, true);
      assertThat(loss).isCloseTo(exact.loss(batch), within(lossTolerance()));
      float[] gradient = new float[before.length];
      for (int i = 0; i < before.length; i++) {
        gradient[i] = before[i] - after[i];
      }
      double[] expected = exact.gradient(batch);
      exact.loss(batch);
      for (Node node : network.graph().nodes()) {
        if (node.operation() instanceof Operation.BatchNorm norm) {
          expectStatistics(network, node, norm, before, exact, expected);
        }
      }
      assertGradient(network, gradient, expected);
    }
  }

  private static void expectStatistics(
      Network network,
      Node node,
      Operation.BatchNorm norm,
      float[] before,
      ReferenceMath exact,
      double[] expected) {
    double[] seen = exact.statistics(node.name());
    int mean = network.layout().find(node.name(), Role.MEAN).orElseThrow().offset();
    int variance = network.layout().find(node.name(), Role.VARIANCE).orElseThrow().offset();
    for (int c = 0; c < norm.channels(); c++) {
      expected[mean + c] = (1.0 - norm.decay()) * (before[mean + c] - seen[c]);
      expected[variance + c] =
          (1.0 - norm.decay()) * (before[variance + c] - seen[norm.channels() + c]);
    }
  }

  @Test
  default void aSmallerBatchIsWorthAsMuch() {
    Network network = ContractNetworks.residual();
    try (CompiledNetwork compiled = compile(network, 6)) {
      Batch full = ContractNetworks.batch(network, 6, 6);
      float[] gradient = new float[network.layout().length()];
      compiled.gradient(full, gradient);
      for (int size : new int[] {1, 4, 6}) {
        Batch batch = new Batch(size, full.features(), full.targets());
        ReferenceMath exact = new ReferenceMath(network, compiled.parameters(), false);
        double loss = compiled.gradient(batch, gradient);
        assertThat(loss).isCloseTo(exact.loss(batch), within(lossTolerance()));
        assertGradient(network, gradient, exact.gradient(batch));
      }
    }
  }

  @Test
  default void gradientIsDenseUnderAMask() {
    Network network = ContractNetworks.convolutional();
    try (CompiledNetwork compiled = compile(network, 5)) {
      compiled.mask(EngineFixture.mask(network, 0.3, 1));
      Batch batch = ContractNetworks.batch(network, 5, 8);
      float[] gradient = new float[network.layout().length()];
      compiled.gradient(batch, gradient);
      ReferenceMath exact = new ReferenceMath(network, compiled.parameters(), false);
      assertGradient(network, gradient, exact.gradient(batch));
    }
  }

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#trainable")
  default void notANumberIsALossAndNoException(Network network) {
    try (CompiledNetwork compiled = compile(network, 4)) {
      compiled.updateRule(EngineFixture.adam());
      Batch batch = ContractNetworks.batch(network, 4, 12);
      Arrays.fill(batch.features(), Float.NaN);
      assertThat(compiled.gradient(batch, new float[network.layout().length()])).isNaN();
      assertThat(compiled.step(batch, RATE, 0, 1)).isNaN();
    }
  }

  @Test
  default void tooLargeABatchIsABug() {
    Network network = ContractNetworks.perceptron();
    try (CompiledNetwork compiled = compile(network, 4)) {
      Batch batch = ContractNetworks.batch(network, 5, 14);
      assertThatThrownBy(() -> compiled.gradient(batch, new float[network.layout().length()]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
