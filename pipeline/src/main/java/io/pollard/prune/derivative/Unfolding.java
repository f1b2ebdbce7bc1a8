package io.pollard.prune.derivative;

import io.pollard.network.Operation.Convolution;
import io.pollard.network.Shape;

/**
 * Which pixel lies at which place of which patch of a convolution ("im2col"). A patch is {@code
 * [channels, kernelHeight, kernelWidth]} in C order.
 */
final class Unfolding {
  private static final int PADDING = -1;

  private final int[] pixels;

  /**
   * @param channels of a patch: all of the input, or 1 for a depthwise convolution
   */
  Unfolding(Convolution c, Shape in, Shape out, int channels) {
    pixels = new int[out.height() * out.width() * channels * c.kernelHeight() * c.kernelWidth()];
    int at = 0;
    for (int row = 0; row < out.height(); row++) {
      for (int column = 0; column < out.width(); column++) {
        for (int channel = 0; channel < channels; channel++) {
          at = patch(c, in, row, column, channel, at);
        }
      }
    }
  }

  private int patch(Convolution c, Shape in, int row, int column, int channel, int from) {
    int at = from;
    for (int p = 0; p < c.kernelHeight(); p++) {
      int y = row * c.strideHeight() - c.padding().top() + p * c.dilationHeight();
      for (int q = 0; q < c.kernelWidth(); q++) {
        int x = column * c.strideWidth() - c.padding().left() + q * c.dilationWidth();
        boolean inside = y >= 0 && y < in.height() && x >= 0 && x < in.width();
        pixels[at++] = inside ? (channel * in.height() + y) * in.width() + x : PADDING;
      }
    }
    return at;
  }

  /** Number of values in all patches of an example. */
  int size() {
    return pixels.length;
  }

  /** Writes the patches of the image that begins at {@code from}. */
  void unfold(float[] x, int from, float[] into) {
    for (int i = 0; i < pixels.length; i++) {
      into[i] = pixels[i] == PADDING ? 0.0f : x[from + pixels[i]];
    }
  }

  /** The way back: adds every value of the patches to its pixel. */
  void fold(float[] patches, float[] to, int from) {
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] != PADDING) {
        to[from + pixels[i]] += patches[i];
      }
    }
  }
}
