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
}
