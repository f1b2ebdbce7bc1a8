package io.pollard.prune.sharded;

/**
 * The order of floats as the order of unsigned integers: key(a) < key(b) unsigned if and only if a
 * < b. Not for NaN; -0 and 0 are equal.
 */
public final class FloatOrder {
  private FloatOrder() {}

  /** Adding 0 turns -0 into 0. */
  public static int key(float score) {
    int bits = Float.floatToRawIntBits(score + 0.0f);
    return bits ^ (bits >> 31 | 0x80000000);
  }

  public static float score(int key) {
    int bits = key < 0 ? key ^ 0x80000000 : ~key;
    return Float.intBitsToFloat(bits);
  }
}
