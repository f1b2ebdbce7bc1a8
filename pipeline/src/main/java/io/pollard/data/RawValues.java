package io.pollard.data;

/**
 * Features as a format holds them, before normalisation: examples one after another, {@code [n,
 * channels, height, width]}.
 */
public sealed interface RawValues {

  /** How many values. */
  int length();

  /**
   * Pixels.
   *
   * @param values unsigned
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Pixels(byte[] values) implements RawValues {
    @Override
    public int length() {
      return values.length;
    }
  }

  /**
   * Numbers of any meaning.
   *
   * @param values finite
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Numbers(float[] values) implements RawValues {
    @Override
    public int length() {
      return values.length;
    }
  }
}
