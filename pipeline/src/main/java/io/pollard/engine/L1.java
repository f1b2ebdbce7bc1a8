package io.pollard.engine;

import io.pollard.network.Role;

/**
 * A penalty of absolute values: {@code coefficient * sum |w|} is added to the loss, that is {@code
 * coefficient * sign(w)} to the gradient, 0 at 0. (Below 3e-39 the sign is a straight line.)
 *
 * @param weights coefficient of kernels and dense matrices
 * @param gamma coefficient of batch norm's gamma, as network slimming wants it (Liu et al. 2017,
 *     equation 1)
 */
public record L1(double weights, double gamma) {

  public L1 {
    require("weights", weights);
    require("gamma", gamma);
  }

  public L1() {
    this(0.0, 0.0);
  }

  private static void require(String key, double coefficient) {
    if (!(coefficient >= 0.0) || Double.isInfinite(coefficient)) {
      throw new IllegalArgumentException(key + " is at least 0, found " + coefficient);
    }
  }

  /** The coefficient of a role. */
  float of(Role role) {
    return switch (role) {
      case WEIGHT -> (float) weights;
      case GAMMA -> (float) gamma;
      case BIAS, BETA, MEAN, VARIANCE -> 0.0f;
    };
  }
}
