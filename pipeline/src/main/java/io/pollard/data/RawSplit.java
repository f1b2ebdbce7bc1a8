package io.pollard.data;

/**
 * The examples of the training or the test split as a format reads them. The arrays are handed
 * over: nobody writes to them any more.
 *
 * @param values {@code [n, channels, height, width]}
 * @param labels class index of each example
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawSplit(RawValues values, int[] labels) {

  /** Number of examples. */
  public int size() {
    return labels.length;
  }
}
