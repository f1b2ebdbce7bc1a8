package io.pollard.sensitivity;

import java.util.Arrays;

/**
 * Examples to be looked at.
 *
 * @param examples indices in the split
 * @param strata which stratum each belongs to
 * @param count number of strata
 */
record Look(int[] examples, int[] strata, int count) {

  /** Examples that are all of one stratum. */
  static Look of(int[] examples) {
    return new Look(examples, new int[examples.length], 1);
  }

  int size() {
    return examples.length;
  }

  Look part(int from, int to) {
    return new Look(
        Arrays.copyOfRange(examples, from, to), Arrays.copyOfRange(strata, from, to), count);
  }
}
