package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.engine.Batch;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a compiled network promises, whatever its layers. */
class OneDnnNetworkTest {
  private static final int BATCH = 8;
  private static final UpdateRule ADAM = new UpdateRule(new Optimizer.Adam(), 1e-3, true);
  private static final UpdateRule MOMENTUM =
      new UpdateRule(new Optimizer.Momentum(0.1, 0.9), 1e-3, false);

  /** Convolutions, batch norm, a shortcut, pooling, dropout and dense layers. */
  private static Network network(int channels) {
    return network(channels, 3);
  }

  private static Network network(int channels, int kernel) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 8, 8));
    String a = graph.convolution("a", graph.input(), channels, 3, 1, 1, false);
    String ra = graph.relu("ra", graph.batchNorm("na", a));
    String b = graph.relu(graph.convolution("b", ra, channels, kernel, 1, kernel / 2, true));
    String sum = graph.relu("rs", graph.add("sum", b, ra));
    String pool = graph.maxPool("pool", sum, 2);
    String d = graph.relu(graph.dense("d", graph.dropout("drop", pool, 0.25), 30, true));
    return Nets.of(graph.classifier("out", d, 4));
  }

  private static Mask mask(Network network) {
    boolean[] pruned = new boolean[network.layout().length()];
    for (Slice slice : network.layout().prunable()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        pruned[i] = i % 3 != 0;
      }
    }
    return Mask.of(pruned.length, i -> !pruned[i]);
  }

  private static OneDnnNetwork started(Network network, UpdateRule rule) {
    OneDnnNetwork compiled = new OneDnnNetwork(network, BATCH);
    compiled.parameters(Values.initial(network, 3));
    compiled.mask(mask(network));
    compiled.updateRule(rule);
    return compiled;
  }

  private static void train(OneDnnNetwork compiled, int from, int to) {
    for (int i = from; i < to; i++) {
      int size = i % 4 == 3 ? 5 : BATCH;
      compiled.step(Agreement.data(compiled.network(), size, i), 0.01, i, 99);
    }
  }

  private static float[] trained(Network network, UpdateRule rule, int steps) {
    try (OneDnnNetwork compiled = started(network, rule)) {
      train(compiled, 0, steps);
      return compiled.parameters();
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 3", "10, 3", "16, 5", "10, 5"})
  void prunedWeightsAndTheirStateAreExactlyZeroAfterEveryStep(int channels, int kernel) {
    Network network = network(channels, kernel);
    Mask mask = mask(network);
    for (UpdateRule rule : List.of(ADAM, MOMENTUM)) {
      try (OneDnnNetwork compiled = started(network, rule)) {
        for (int step = 0; step < 6; step++) {
          train(compiled, step, step + 1);
          float[] values = compiled.parameters();
          float[] state = compiled.optimizerState();
          for (int i = 0; i < state.length; i++) {
            if (!mask.kept(i % values.length)) {
              assertThat(Float.floatToRawIntBits(values[i % values.length])).isZero();
              assertThat(Float.floatToRawIntBits(state[i])).isZero();
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 3", "10, 3", "16, 5", "10, 5"})
  void aResumedTrainingHasTheSameBits(int channels, int kernel) {
    Network network = network(channels, kernel);
    for (UpdateRule rule : List.of(ADAM, MOMENTUM)) {
      float[] whole = trained(network, rule, 9);
      float[] parameters;
      float[] state;
      try (OneDnnNetwork first = started(network, rule)) {
        train(first, 0, 5);
        parameters = first.parameters();
        state = first.optimizerState();
      }
      try (OneDnnNetwork second = new OneDnnNetwork(network, BATCH)) {
        second.mask(mask(network));
        second.logits(Agreement.data(network, BATCH, 1).features(), 3, new float[12]);
        second.updateRule(rule);
        second.parameters(parameters);
        second.optimizerState(state);
        train(second, 5, 9);
        assertThat(second.parameters()).isEqualTo(whole);
      }
    }
  }

  @Test
  void twoTrainingsInTwoThreadsHaveTheBitsOfOneAfterTheOther() throws Exception {
    Network network = network(16);
    float[] expected = trained(network, ADAM, 20);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<float[]>> both =
          List.of(
              threads.submit(() -> trained(network, ADAM, 20)),
              threads.submit(() -> trained(network, ADAM, 20)));
      for (Future<float[]> one : both) {
        assertThat(one.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aMaskThatKeepsMoreLetsWeightsStartFromZero() {
    Network network = network(16);
    try (OneDnnNetwork compiled = started(network, ADAM)) {
      train(compiled, 0, 2);
      float[] before = compiled.parameters();
      compiled.mask(Mask.dense(before.length));
      assertThat(compiled.parameters()).isEqualTo(before);
      train(compiled, 2, 3);
      float[] after = compiled.parameters();
      Mask mask = mask(network);
      long revived = 0;
      for (int i = 0; i < after.length; i++) {
        if (!mask.kept(i) && after[i] != 0.0f) {
          revived++;
        }
      }
      assertThat(revived).isGreaterThan(1000);
    }
  }

  @Test
  void theGradientIsThatOfPrunedWeightsToo() {
    Network network = network(16);
    try (OneDnnNetwork compiled = started(network, ADAM)) {
      float[] gradient = new float[network.layout().length()];
      compiled.gradient(Agreement.data(network, BATCH, 1), gradient);
      Mask mask = mask(network);
      long alive = 0;
      for (int i = 0; i < gradient.length; i++) {
        if (!mask.kept(i) && gradient[i] != 0.0f) {
          alive++;
        }
      }
      assertThat(alive).isGreaterThan(1000);
      assertThat(compiled.parameters()).isEqualTo(maskedStart(network));
    }
  }

  private static float[] maskedStart(Network network) {
    float[] start = Values.initial(network, 3);
    mask(network).apply(start);
    return start;
  }

  @ParameterizedTest
  @CsvSource({"16, 3", "16, 5", "10, 5"})
  void forwardStartsAtAnyCutAndStopsAtAnyOther(int channels, int kernel) {
    Network network = network(channels, kernel);
    try (OneDnnNetwork compiled = started(network, ADAM)) {
      float[] features = Agreement.data(network, BATCH, 1).features();
      List<String> names = List.of("na", "sum", "rs", "pool", "out:loss", "input");
      Map<String, float[]> whole = compiled.forward(Map.of("input", features), BATCH, names);
      assertThat(whole.get("input")).isEqualTo(features);
      for (String cut : List.of("na", "sum", "rs", "pool")) {
        Map<String, float[]> rest =
            compiled.forward(Map.of(cut, whole.get(cut)), BATCH, List.of("out:loss"));
        if (cut.equals("na")) {
          continue;
        }
        assertThat(rest).containsOnlyKeys("out:loss");
        assertThat(rest.get("out:loss")).isEqualTo(whole.get("out:loss"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void anExampleHasTheSameLogitsHoweverManyComeAlong(int kernel) {
    Network network = network(10, kernel);
    try (OneDnnNetwork compiled = started(network, ADAM)) {
      float[] features = Agreement.data(network, BATCH, 1).features();
      float[] all = new float[BATCH * 4];
      compiled.logits(features, BATCH, all);
      float[] some = new float[3 * 4];
      compiled.logits(features, 3, some);
      assertThat(some).isEqualTo(Arrays.copyOf(all, some.length));
    }
  }

  @Test
  void aDivergedTrainingKeepsPrunedWeightsAtZero() {
    Network network = network(16);
    try (OneDnnNetwork compiled = started(network, MOMENTUM)) {
      Batch batch = Agreement.data(network, BATCH, 1);
      for (int i = 0; i < 30; i++) {
        compiled.step(batch, 1e30, i, 1);
      }
      float[] values = compiled.parameters();
      assertThat(values).contains(Float.NaN);
      Mask mask = mask(network);
      for (int i = 0; i < values.length; i++) {
        assertThat(mask.kept(i) || Float.floatToRawIntBits(values[i]) == 0).isTrue();
      }
    }
  }

  /** Each of these networks holds 20 MiB or more; what is not released would add up. */
  @Test
  void closingReleasesNativeMemory() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(16, 32, 32));
    String a = graph.relu(graph.convolution("a", graph.input(), 16, 3, 1, 1, true));
    Network network = Nets.of(graph.classifier("out", graph.maxPool("p", a, 2), 4));
    Batch batch = Agreement.data(network, 192, 1);
    long before = 0;
    for (int i = 0; i < 40; i++) {
      if (i == 10) {
        before = Pointer.physicalBytes();
      }
      try (OneDnnNetwork compiled = new OneDnnNetwork(network, 192)) {
        compiled.updateRule(MOMENTUM);
        compiled.step(batch, 0.1, 0, 1);
        compiled.gradient(batch, new float[network.layout().length()]);
        assertThat(compiled.nativeBytes()).isGreaterThan(20L << 20);
      }
    }
    assertThat(Pointer.physicalBytes() - before).isLessThan(200L << 20);
  }

  @Test
  void misuseIsAnExceptionNotACrash() {
    Network network = network(16);
    OneDnnNetwork compiled = new OneDnnNetwork(network, BATCH);
    Batch batch = Agreement.data(network, BATCH, 1);
    assertThatThrownBy(() -> compiled.step(batch, 0.1, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no update rule was chosen");
    compiled.updateRule(ADAM);
    assertThatThrownBy(
            () -> compiled.step(new Batch(9, batch.features(), batch.targets()), 0.1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("between 1 and 8 examples at a time, found 9");
    assertThatThrownBy(() -> compiled.step(new Batch(8, new float[7], batch.targets()), 0.1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 features and 32 targets do not hold 8 examples");
    assertThatThrownBy(() -> compiled.forward(Map.of("pool", new float[5]), 1, List.of("d")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("5 values of node pool do not hold 1 examples");
    assertThatThrownBy(() -> compiled.forward(Map.of("pool", new float[5]), 1, List.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no node x");
    assertThatThrownBy(() -> compiled.forward(Map.of("pool", new float[5]), 1, List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the value of node input is needed");
    compiled.close();
    compiled.close();
    assertThatThrownBy(compiled::parameters)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the network is closed");
  }
}
