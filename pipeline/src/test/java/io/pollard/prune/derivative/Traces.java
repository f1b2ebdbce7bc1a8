package io.pollard.prune.derivative;

import io.pollard.engine.Batch;
import io.pollard.engine.ReferenceMath;
import io.pollard.network.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Traces without an engine. */
public final class Traces {
  private Traces() {}

  /** The values that the definitions of the operations give. */
  public static Trace of(Network network, float[] weights, Batch batch) {
    Map<String, float[]> values = new HashMap<>();
    new ReferenceMath(network, weights, false)
        .values(batch.features(), batch.size())
        .forEach((node, exact) -> values.put(node, floats(exact)));
    return new Trace(network, weights, batch.size(), values, batch.targets());
  }

  /** Some of the examples of a batch. */
  public static Batch part(Network network, Batch batch, int from, int to) {
    int size = network.input().size();
    int classes = network.classes();
    return new Batch(
        to - from,
        Arrays.copyOfRange(batch.features(), from * size, to * size),
        Arrays.copyOfRange(batch.targets(), from * classes, to * classes));
  }

  private static float[] floats(double[] exact) {
    float[] rounded = new float[exact.length];
    for (int i = 0; i < exact.length; i++) {
      rounded[i] = (float) exact[i];
    }
    return rounded;
  }
}
