package io.pollard.measure.latency;

import io.pollard.network.Network;
import io.pollard.random.Draws;

/** Examples to run: the time does not depend on what they show. */
final class Examples {
  private Examples() {}

  /** Standard normal features of a batch, always the same. */
  static float[] features(Network network, int batch) {
    Draws draws = Draws.of(0, "latency");
    float[] features = new float[Math.multiplyExact(batch, network.input().size())];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    return features;
  }
}
