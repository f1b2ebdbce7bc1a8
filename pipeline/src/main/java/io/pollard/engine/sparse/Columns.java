package io.pollard.engine.sparse;

/** Copies every so-manyth column of a row, each for the whole batch, side by side, and back. */
final class Columns {
  private Columns() {}

  /**
   * Brings columns together.
   *
   * @param at the first one
   * @param step from one to the next
   * @param size of one
   */
  static void read(float[] from, int at, int step, float[] to, int toAt, int count, int size) {
    if (step == size) {
      System.arraycopy(from, at, to, toAt, count * size);
      return;
    }
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, at + i * step, to, toAt + i * size, size);
    }
  }

  /** Brings columns back to where {@link #read} had them from. */
  static void write(float[] from, int fromAt, int count, int size, float[] to, int at, int step) {
    if (step == size) {
      System.arraycopy(from, fromAt, to, at, count * size);
      return;
    }
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, fromAt + i * size, to, at + i * step, size);
    }
  }
}
