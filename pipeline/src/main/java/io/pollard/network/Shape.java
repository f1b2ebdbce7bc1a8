package io.pollard.network;

/**
 * The shape of one example, channels first (NCHW without N). A plain vector of n is {@code [n, 1,
 * 1]}.
 *
 * @param channels number of channels or features
 * @param height in pixels
 * @param width in pixels
 */
public record Shape(int channels, int height, int width) {

  public static Shape vector(int features) {
    return new Shape(features, 1, 1);
  }

  /** Whether it is a plain vector (or an image of one pixel). */
  public boolean isVector() {
    return height == 1 && width == 1;
  }

  /** Number of values of one example. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
