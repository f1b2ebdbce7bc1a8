package io.pollard.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.StoredNetwork;
import io.pollard.random.Draws;
import java.util.Arrays;

/** Holds networks and models against ONNX Runtime. For tests. */
public final class Judge {
  private static final int COUNT = 3;

  private Judge() {}

  /** Standard normal features. */
  public static float[] features(Shape input, int count, long seed) {
    Draws draws = Draws.of(seed, "features");
    float[] features = new float[count * input.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    return features;
  }

  /** Values at which probabilities tell a difference. */
  public static float[] values(Network network, long seed) {
    float[] values = new float[network.layout().length()];
    Draws draws = Draws.of(seed, "values");
    for (Slice slice : network.layout().slices()) {
      int fanIn = Math.max(1, slice.length() / slice.shape().get(0));
      double deviation = slice.role() == Role.WEIGHT ? Math.sqrt(1.0 / fanIn) : 0.1;
      boolean aboutOne = slice.role() == Role.GAMMA || slice.role() == Role.VARIANCE;
      for (int i = slice.offset(); i < slice.end(); i++) {
        double off = slice.role() == Role.VARIANCE ? draws.nextDouble() : draws.nextGaussian();
        values[i] = (float) ((aboutOne ? 1.0 : 0.0) + deviation * off);
      }
    }
    return values;
  }

  /** Probabilities by an engine of ours. */
  public static float[] probabilities(
      Engine engine, Network network, float[] parameters, float[] features) {
    int count = features.length / network.input().size();
    float[] logits = new float[count * network.classes()];
    try (CompiledNetwork compiled = engine.compile(network, count)) {
      compiled.parameters(parameters);
      compiled.logits(features, count, logits);
    }
    for (int row = 0; row < count; row++) {
      int from = row * network.classes();
      int to = from + network.classes();
      double most = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        most = Math.max(most, logits[i]);
      }
      double total = 0.0;
      for (int i = from; i < to; i++) {
        total += Math.exp(logits[i] - most);
      }
      for (int i = from; i < to; i++) {
        logits[i] = (float) (Math.exp(logits[i] - most) / total);
      }
    }
    return logits;
  }

  /** What is exported runs in ONNX Runtime as it runs here, and comes back as it was. */
  public static void requireExport(Network network, float[] parameters, long seed) {
    byte[] model = OnnxExport.bytes(network, parameters);
    float[] features = features(network.input(), COUNT, seed);
    float[] theirs = OnnxRunner.run(model, network.input(), features);
    Engine engine = Engines.preferred(network);
    assertThat(probabilities(engine, network, parameters, features))
        .containsExactly(theirs, within(1e-5f));
    assertThat(Arrays.stream(boxed(theirs)).distinct().count())
        .as("tells something")
        .isGreaterThan(1);

    StoredNetwork again = OnnxImport.read(network.name(), model, java.util.Optional.empty());
    assertThat(again.network().input()).isEqualTo(network.input());
    byte[] second = OnnxExport.bytes(again.network(), again.parameters());
    StoredNetwork third = OnnxImport.read(network.name(), second, java.util.Optional.empty());
    assertThat(third.network()).isEqualTo(again.network());
    assertThat(third.parameters()).isEqualTo(again.parameters());
    assertThat(OnnxExport.bytes(third.network(), third.parameters())).isEqualTo(second);
    assertThat(OnnxRunner.run(second, network.input(), features))
        .containsExactly(theirs, within(1e-6f));
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return boxed;
  }

  /** A foreign model gives here what it gives in ONNX Runtime. */
  static StoredNetwork requireImport(byte[] model, Shape input) {
    StoredNetwork imported = OnnxImport.read("foreign", model, java.util.Optional.of(input));
    float[] features = features(input, COUNT, 5);
    assertThat(
            probabilities(
                Engines.preferred(imported.network()),
                imported.network(),
                imported.parameters(),
                features))
        .containsExactly(OnnxRunner.run(model, input, features), within(1e-5f));
    return imported;
  }
}
