package io.pollard.network.keras;

import io.pollard.network.Shape;
import java.util.Optional;

/** From Keras' orders of weights to ours. */
final class KerasOrders {
  private KerasOrders() {}

  /** {@code [kH, kW, in, out] -> [out, in, kH, kW]}. */
  static float[] kernels(float[] keras, int window, int in, int out) {
    float[] ours = new float[keras.length];
    for (int k = 0; k < window; k++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          ours[(o * in + i) * window + k] = keras[(k * in + i) * out + o];
        }
      }
    }
    return ours;
  }

  /**
   * {@code [in, out] -> [out, in]}, with the inputs in the order of channels first.
   *
   * @param flattened the image that the inputs were, if they are in the order of channels last
   */
  static float[] matrix(float[] keras, int in, int out, Optional<Shape> flattened) {
    int[] places = places(in, flattened);
    float[] ours = new float[keras.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        ours[o * in + places[i]] = keras[i * out + o];
      }
    }
    return ours;
  }

  /** One value per feature, in the order of channels first. */
  static float[] vector(float[] keras, Optional<Shape> flattened) {
    int[] places = places(keras.length, flattened);
    float[] ours = new float[keras.length];
    for (int i = 0; i < ours.length; i++) {
      ours[places[i]] = keras[i];
    }
    return ours;
  }

  /** Where the i-th value of height, width, channel lies in channel, height, width. */
  private static int[] places(int size, Optional<Shape> flattened) {
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      int at = i;
      places[i] =
          flattened
              .map(
                  image -> {
                    int channel = at % image.channels();
                    int pixel = at / image.channels();
                    return channel * image.height() * image.width() + pixel;
                  })
              .orElse(i);
    }
    return places;
  }
}
