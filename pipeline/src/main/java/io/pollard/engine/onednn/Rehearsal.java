package io.pollard.engine.onednn;

import io.pollard.network.InitialParameters;
import io.pollard.network.Initialization.Gamma;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.random.Draws;

/**
 * Random parameters and examples, on which two programs show whether they add the same numbers in
 * the same order. Which order a kernel takes depends on sizes, never on values; and random numbers
 * leave no channel silent on all examples, as a trained network may on the first few. So programs
 * that agree here in every logit of a batch agree everywhere; of programs that add in another
 * order, 3 to 12 logits in 100 came out the same by chance.
 */
final class Rehearsal {
  private static final double SPREAD = 0.1;

  private Rehearsal() {}

  /** Parameters over a network's layout, with biases and batch norms that shift and scale. */
  static float[] parameters(Network network) {
    float[] values = InitialParameters.draw(network, new KaimingNormal(Gamma.ONE), 0);
    for (Slice slice : network.layout().slices()) {
      if (slice.role() != Role.WEIGHT) {
        Draws draws = Draws.of(0, "rehearsal", slice.offset());
        for (int i = slice.offset(); i < slice.end(); i++) {
          values[i] += (float) (SPREAD * draws.nextDouble());
        }
      }
    }
    return values;
  }

  /** Whether all numbers are the same; never where one is not a number. */
  static boolean same(float[] some, float[] others) {
    for (int i = 0; i < some.length; i++) {
      if (some[i] != others[i]) {
        return false;
      }
    }
    return true;
  }

  /** So many examples from the standard normal distribution. */
  static float[] features(Network network, int count) {
    float[] features = new float[count * network.input().size()];
    Draws draws = Draws.of(0, "rehearsal");
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian();
    }
    return features;
  }
}
