package io.pollard.prune.selection;

/**
 * How much of a pool is to be gone.
 *
 * @param value the share, in [0, 1]
 * @param base of what it is a share
 */
record Share(double value, Base base) {

  /** What a share is counted from. */
  enum Base {
    /** What is still there. */
    SURVIVING,
    /** The dense network; what is already pruned counts towards the share. */
    DENSE
  }

  /** The number of groups that the share is counted from. */
  int of(Pool pool) {
    return base == Base.SURVIVING ? pool.alive().length : pool.total();
  }

  /** The number of groups in front of the first living one, where the count starts. */
  int gone(Pool pool) {
    return base == Base.SURVIVING ? 0 : pool.pruned();
  }
}
