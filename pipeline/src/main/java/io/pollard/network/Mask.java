package io.pollard.network;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Which elements of the flat parameter vector are kept: 1 = kept, 0 = pruned (METHODS 0.3.1).
 * Elements that are not prunable are kept, unless what they belong to (a whole channel) is pruned;
 * statistics always are. Immutable; one bit an element.
 */
public final class Mask {
  private final long[] words;
  private final int length;

  private Mask(long[] words, int length) {
    this.words = words;
    this.length = length;
  }

  /** Keeps everything. */
  public static Mask dense(int length) {
    return of(length, i -> true);
  }

  /** Keeps the elements for which {@code keep} holds. */
  public static Mask of(int length, IntPredicate keep) {
    long[] words = new long[(length + 63) >>> 6];
    for (int i = 0; i < length; i++) {
      if (keep.test(i)) {
        words[i >>> 6] |= 1L << i;
      }
    }
    return new Mask(words, length);
  }

  /**
   * The mask of its packed form: bit {@code i & 63} of word {@code i >> 6} is element i.
   *
   * @throws IllegalArgumentException if the number of words does not fit or a bit behind the end is
   *     set
   */
  public static Mask ofWords(long[] words, int length) {
    boolean fits = words.length == (length + 63) >>> 6;
    boolean clean = fits && ((length & 63) == 0 || words[words.length - 1] >>> (length & 63) == 0);
    if (!clean) {
      throw new IllegalArgumentException(
          words.length + " words do not hold a mask of " + length + " elements");
    }
    return new Mask(words.clone(), length);
  }

  public int length() {
    return length;
  }

  public boolean kept(int index) {
    return (words[index >>> 6] >>> index & 1L) != 0;
  }

  /** A copy of the packed form, see {@link #ofWords}. */
  public long[] words() {
    return words.clone();
  }

  /** Number of kept elements in the whole vector. */
  public int kept() {
    return Arrays.stream(words).mapToInt(Long::bitCount).sum();
  }

  /** Number of kept elements in a slice. */
  public int kept(Slice slice) {
    int count = 0;
    int end = slice.end();
    for (int i = slice.offset(); i < end; i++) {
      if (kept(i)) {
        count++;
      }
    }
    return count;
  }

  public boolean isDense() {
    return kept() == length;
  }

  /** Keeps what both keep. */
  public Mask and(Mask other) {
    if (other.length != length) {
      throw new IllegalArgumentException(
          "masks of " + length + " and " + other.length + " elements");
    }
    long[] both = words.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] &= other.words[i];
    }
    return new Mask(both, length);
  }

  /** Sets the pruned elements of a vector to exactly 0.0. */
  public void apply(float[] vector) {
    if (vector.length != length) {
      throw new IllegalArgumentException(
          "a vector of " + vector.length + " under a mask of " + length);
    }
    for (int i = 0; i < length; i++) {
      if (!kept(i)) {
        vector[i] = 0.0f;
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask && mask.length == length && Arrays.equals(mask.words, words);
  }

  @Override
  public int hashCode() {
    return 31 * length + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "Mask[" + kept() + " of " + length + " kept]";
  }
}
