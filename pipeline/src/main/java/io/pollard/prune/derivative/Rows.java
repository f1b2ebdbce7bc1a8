package io.pollard.prune.derivative;

import io.pollard.network.Slice;
import io.pollard.prune.derivative.Trace.Power;

/** Loops over rows of matrices, written so that the compiler makes vectors of them. */
final class Rows {
  private Rows() {}

  /** {@code y += a x}. Nothing happens where a is 0: behind a ReLU that is often so. */
  static void add(float a, float[] x, int fromX, float[] y, int fromY, int count) {
    if (a != 0.0f) {
      for (int i = 0; i < count; i++) {
        y[fromY + i] += a * x[fromX + i];
      }
    }
  }

  /** A tensor's weights, each to a power. */
  static float[] powers(float[] weights, Slice slice, Power power) {
    float[] powers = new float[slice.length()];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = power.of(weights[slice.offset() + i]);
    }
    return powers;
  }
}
