package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.pollard.engine.Batch;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Compares a compiled network with the {@link Reference}. */
final class Agreement {
  private static final double DELTA = 1e-5;

  private final Network network;
  private final int batch;
  private final long seed;
  private final float[] start;
  private final Batch data;

  Agreement(Network network, int batch, long seed) {
    this.network = network;
    this.batch = batch;
    this.seed = seed;
    start = Values.initial(network, seed);
    data = data(network, batch, seed);
  }

  /** Random features and soft targets. */
  static Batch data(Network network, int batch, long seed) {
    Draws draws = Draws.of(seed, "data");
    float[] features = new float[batch * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    int classes = network.classes();
    float[] targets = new float[batch * classes];
    for (int row = 0; row < batch; row++) {
      float share = (float) draws.nextDouble();
      targets[row * classes + draws.nextInt(classes)] += share;
      targets[row * classes + draws.nextInt(classes)] += 1.0f - share;
    }
    return new Batch(batch, features, targets);
  }

  /** Values, gradient in inference mode and one training step, for full and smaller batches. */
  void check() {
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, batch)) {
      compiled.parameters(start);
      assertThat(compiled.parameters()).isEqualTo(start);
      checkValues(compiled);
      checkGradient(compiled);
      checkStep(compiled);
    }
    try (OneDnnNetwork larger = new OneDnnNetwork(network, batch + 3)) {
      larger.parameters(start);
      checkValues(larger);
      checkStep(larger);
    }
  }

  private void checkValues(OneDnnNetwork compiled) {
    Reference reference = new Reference(network, batch, false, 0, 0L);
    reference.forward(doubles(start), data.features());
    List<String> names = network.graph().nodes().stream().map(Node::name).toList();
    Map<String, float[]> all =
        compiled.forward(Map.of(names.get(0), data.features()), batch, names);
    for (String name : names) {
      close(all.get(name), reference.value(name), 2e-5, "value of " + name);
    }
    float[] logits = new float[batch * network.classes()];
    compiled.logits(data.features(), batch, logits);
    close(logits, reference.value(names.get(names.size() - 1)), 2e-5, "logits");
  }

  private void checkGradient(OneDnnNetwork compiled) {
    float[] gradient = new float[network.layout().length()];
    Arrays.fill(gradient, Float.NaN);
    double loss = compiled.gradient(data, gradient);
    checkGradient(gradient, loss, new Reference(network, batch, false, 0, 0L));
    for (Slice slice : network.layout().slices()) {
      if (!slice.role().isParameter()) {
        for (int i = slice.offset(); i < slice.end(); i++) {
          assertThat(gradient[i]).isZero();
        }
      }
    }
  }

  /** With plain gradient descent at rate 1 and no decay the step is the gradient. */
  private void checkStep(OneDnnNetwork compiled) {
    compiled.updateRule(new UpdateRule(new Optimizer.Sgd(1.0), 0.0, true));
    double loss = compiled.step(data, 1.0, 5, seed);
    float[] after = compiled.parameters();
    float[] gradient = new float[after.length];
    for (int i = 0; i < after.length; i++) {
      gradient[i] = start[i] - after[i];
    }
    Reference reference = new Reference(network, batch, true, 5, seed);
    checkGradient(gradient, loss, reference);
    reference.forward(doubles(start), data.features());
    for (Slice slice : network.layout().slices()) {
      if (!slice.role().isParameter()) {
        checkStatistic(slice, after, reference);
      }
    }
  }

  private void checkStatistic(Slice slice, float[] after, Reference reference) {
    double decay = ((BatchNorm) network.graph().byName().get(slice.layer()).operation()).decay();
    double[] seen = reference.statistics(slice.layer());
    int skip = slice.role() == Role.MEAN ? 0 : slice.length();
    for (int i = 0; i < slice.length(); i++) {
      double expected = decay * start[slice.offset() + i] + (1.0 - decay) * seen[skip + i];
      assertThat((double) after[slice.offset() + i])
          .as(slice.tensor())
          .isCloseTo(expected, offset(1e-5 * (1 + Math.abs(expected))));
    }
  }

  private void checkGradient(float[] gradient, double loss, Reference reference) {
    double[] at = doubles(start);
    double expectedLoss = reference.loss(at, data.features(), data.targets());
    assertThat(loss).as("loss").isCloseTo(expectedLoss, offset(1e-5 * (1 + expectedLoss)));
    for (Slice slice : network.layout().slices()) {
      if (slice.role().isParameter()) {
        checkSlice(slice, gradient, at, reference);
      }
    }
  }

  /** Some elements of a slice; where the two one-sided differences disagree there is a kink. */
  private void checkSlice(Slice slice, float[] gradient, double[] at, Reference reference) {
    double scale = 0.0;
    for (int i = slice.offset(); i < slice.end(); i++) {
      scale = Math.max(scale, Math.abs(gradient[i]));
    }
    Draws draws = Draws.of(seed, "elements", slice.offset());
    int checked = 0;
    int tries = Math.min(3, slice.length());
    double here = reference.loss(at, data.features(), data.targets());
    for (int t = 0; t < tries; t++) {
      int i = slice.offset() + draws.nextInt(slice.length());
      double held = at[i];
      at[i] = held + DELTA;
      double above = (reference.loss(at, data.features(), data.targets()) - here) / DELTA;
      at[i] = held - DELTA;
      double below = (here - reference.loss(at, data.features(), data.targets())) / DELTA;
      at[i] = held;
      if (Math.abs(above - below) < 1e-3 * scale + 1e-6) {
        checked++;
        double expected = (above + below) / 2.0;
        assertThat((double) gradient[i])
            .as("gradient of %s at %d", slice.tensor(), i - slice.offset())
            .isCloseTo(expected, offset(2e-4 * scale + 1e-6));
      }
    }
    assertThat(checked)
        .as("elements of %s without a kink", slice.tensor())
        .isGreaterThan(tries / 2);
  }

  private static void close(float[] found, double[] expected, double tolerance, String what) {
    assertThat(found.length).as(what).isEqualTo(expected.length);
    double scale = 1e-3;
    for (double v : expected) {
      scale = Math.max(scale, Math.abs(v));
    }
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("%s at %d", what, i)
          .isCloseTo(expected[i], offset(tolerance * scale));
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
