package io.pollard.train;

/**
 * Whether a pruned network is trained and evaluated without what its mask leaves without effect.
 */
public enum Compaction {
  /**
   * Where it saves at least a fifth of the multiply-accumulates, and again whenever it saves a
   * fifth of what is left: a rule of shapes and mask alone, the same on every machine.
   */
  AUTO,
  /** Never. */
  OFF,
  /** Wherever it saves any. */
  ON;

  private static final double WORTH_IT = 0.8;

  /** Whether to go from a network of so many multiply-accumulates to one of fewer. */
  boolean pays(long macs, long fewer) {
    return switch (this) {
      case AUTO -> fewer <= WORTH_IT * macs;
      case OFF -> false;
      case ON -> fewer < macs;
    };
  }
}
