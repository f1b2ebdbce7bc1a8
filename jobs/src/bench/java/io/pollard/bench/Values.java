package io.pollard.bench;

import io.pollard.engine.Batch;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that both sides of a comparison make for themselves, bit by bit the same: SplitMix64
 * (Steele et al. 2014) of (stream, index), as floats in [0, 1) with 24 bits. The other side is
 * {@code peers/values.py}.
 */
final class Values {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long FEATURES = 1L << 32;
  private static final long TARGETS = 2L << 32;
  private static final long MASK = 3L << 32;
  private static final int BATCHES = 8;
  private static final float DENSITY = 0.5f;

  private Values() {}

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** The first numbers of a stream. */
  static float[] uniform(long stream, int count) {
    long start = mix(stream * GOLDEN);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (mix(start + (i + 1) * GOLDEN) >>> 40) / (1 << 24);
    }
    return values;
  }

  /** Batches with one-hot targets. */
  static List<Batch> batches(Network network, int size) {
    List<Batch> batches = new ArrayList<>();
    int classes = network.classes();
    for (int i = 0; i < BATCHES; i++) {
      float[] features = uniform(FEATURES + i, size * network.input().size());
      float[] drawn = uniform(TARGETS + i, size);
      float[] targets = new float[size * classes];
      for (int row = 0; row < size; row++) {
        targets[row * classes + (int) (drawn[row] * classes)] = 1.0f;
      }
      batches.add(new Batch(size, features, targets));
    }
    return batches;
  }

  /** Where to start: uniform weights, gamma and variance 1, the rest 0. */
  static float[] initial(Network network) {
    float[] values = new float[network.layout().length()];
    for (Slice slice : network.layout().slices()) {
      float[] drawn = uniform(ordinal(network, slice), slice.length());
      float limit = (float) Math.sqrt(6.0 / (slice.length() / slice.shape().get(0)));
      for (int i = 0; i < drawn.length; i++) {
        values[slice.offset() + i] =
            switch (slice.role()) {
              case WEIGHT -> (drawn[i] * 2.0f - 1.0f) * limit;
              case GAMMA, VARIANCE -> 1.0f;
              case BIAS, BETA, MEAN -> 0.0f;
            };
      }
    }
    return values;
  }

  /** Half of the weights of each layer. */
  static Mask mask(Network network) {
    boolean[] pruned = new boolean[network.layout().length()];
    for (Slice slice : network.layout().slices()) {
      if (slice.role() == Role.WEIGHT) {
        float[] drawn = uniform(MASK + ordinal(network, slice), slice.length());
        for (int i = 0; i < drawn.length; i++) {
          pruned[slice.offset() + i] = drawn[i] >= DENSITY;
        }
      }
    }
    return Mask.of(pruned.length, i -> !pruned[i]);
  }

  /** The number of a slice's layer among those with parameters. */
  private static long ordinal(Network network, Slice slice) {
    return network.layout().slices().stream()
        .map(Slice::layer)
        .distinct()
        .takeWhile(layer -> !layer.equals(slice.layer()))
        .count();
  }
}
