package io.pollard.data;

/** Labelled examples of one split, in a fixed order. Immutable; may be read by many threads. */
public interface Samples {

  int size();

  /** Class index of an example, in [0, classes). */
  int label(int index);

  /**
   * Writes the normalised features of one example.
   *
   * @param into receives {@code [channels, height, width]} from {@code offset}
   */
  void copy(int index, float[] into, int offset);

  /**
   * Says which examples are copied next, so that what lies scattered in memory is on its way all at
   * once instead of one after the other.
   *
   * @param indices examples, in [0, size)
   * @param from where in {@code indices} the first of them stands
   * @param count how many of them
   */
  default void expect(int[] indices, int from, int count) {}

  /** What a raw 0 (a black pixel) normalises to in a channel: what lies around an image. */
  default float padding(int channel) {
    return 0f;
  }
}
