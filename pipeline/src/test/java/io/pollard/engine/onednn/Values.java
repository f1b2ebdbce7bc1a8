package io.pollard.engine.onednn;

import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.random.Draws;

/** Values to start from. */
final class Values {
  private Values() {}

  /** Normal weights of variance 2 / fan-in, biases and beta near 0, gamma and variance near 1. */
  static float[] initial(Network network, long seed) {
    float[] values = new float[network.layout().length()];
    Draws draws = Draws.of(seed, "values");
    for (Slice slice : network.layout().slices()) {
      int fanIn = Math.max(4, slice.length() / slice.shape().get(0));
      for (int i = slice.offset(); i < slice.end(); i++) {
        double z = draws.nextGaussian();
        values[i] =
            (float)
                switch (slice.role()) {
                  case WEIGHT -> z * Math.sqrt(2.0 / fanIn);
                  case BIAS, BETA, MEAN -> 0.1 * z;
                  case GAMMA, VARIANCE -> Math.exp(0.1 * z);
                };
      }
    }
    return values;
  }
}
