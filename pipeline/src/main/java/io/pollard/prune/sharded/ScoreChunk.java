package io.pollard.prune.sharded;

import java.util.Optional;

/**
 * Scores that lie side by side in the flat vector. The arrays may be reused for the next chunk.
 *
 * @param tensor whose elements' they are, for messages
 * @param first index of the first one among all elements that are ranked
 * @param scores one an element, at least {@code count}
 * @param count how many
 * @param kept one bit an element, first in the lowest bit of the first byte: what is not kept does
 *     not count. Empty if all are kept
 */
public record ScoreChunk(
    String tensor, long first, float[] scores, int count, Optional<byte[]> kept) {

  /** Whether an element counts. */
  boolean isKept(int index) {
    return kept.isEmpty() || (kept.get()[index >>> 3] >>> (index & 7) & 1) != 0;
  }
}
