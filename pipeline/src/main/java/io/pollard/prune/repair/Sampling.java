package io.pollard.prune.repair;

/** The keys that repairs by least squares have in common. */
final class Sampling {
  private Sampling() {}

  /**
   * @throws IllegalArgumentException if one of them is out of range
   */
  static void require(int examples, int positions, double ridge) {
    requirePositive("examples", examples);
    requirePositive("positions", positions);
    if (!(ridge > 0.0) || Double.isInfinite(ridge)) {
      throw new IllegalArgumentException("ridge is more than 0, found " + ridge);
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " is at least 1, found " + value);
    }
  }
}
