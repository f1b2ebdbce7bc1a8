package io.pollard.prune.selection;

/**
 * Groups that are ranked together.
 *
 * @param name for messages: a layer or the network
 * @param scores one per group of the network, pruned ones among them
 * @param alive the groups of this pool that are still there, as ascending indices into {@code
 *     scores}
 * @param removable those of them that may go: {@code alive} without one in each block that must
 *     keep one, the one that would go last
 * @param total number of groups of this pool in the dense network
 */
record Pool(String name, float[] scores, int[] alive, int[] removable, int total) {

  /** The same groups, all of which may go. */
  Pool unprotected() {
    return new Pool(name, scores, alive, alive, total);
  }

  /** Number of groups that are already pruned. */
  int pruned() {
    return total - alive.length;
  }
}
