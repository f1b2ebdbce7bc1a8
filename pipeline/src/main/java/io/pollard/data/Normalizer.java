package io.pollard.data;

import io.pollard.UserException;
import io.pollard.network.Shape;
import java.util.Arrays;
import java.util.List;

/** Applies a {@link Normalization} whose statistics were fixed on the training split. */
final class Normalizer {
  private final Shape shape;
  private final Moments moments;

  Normalizer(Shape shape, Moments moments) {
    this.shape = shape;
    this.moments = moments;
  }

  /**
   * Every kind is (x - shift) / scale; they differ in where shift and scale come from.
   *
   * @param training examples to take the statistics from
   * @throws UserException if the values are numbers and the kind is about pixels
   */
  static Normalizer of(
      Normalization kind, String name, RawValues values, Shape shape, int[] training) {
    return of(kind, name, List.of(new Moments.Part(values, training)), shape);
  }

  /** The same over the parts of a data set, which are gone through only where that is needed. */
  static Normalizer of(Normalization kind, String name, Iterable<Moments.Part> parts, Shape shape) {
    boolean forPixels = kind == Normalization.UNIT || kind == Normalization.SYMMETRIC;
    if (forPixels && parts.iterator().next().values() instanceof RawValues.Numbers) {
      String key = kind == Normalization.UNIT ? "unit" : "symmetric";
      throw new UserException(
          ("Cannot normalise data set %s: its features are numbers, not pixels of 0..255"
                  + " (normalization=%s); write normalization: standard or normalization: none")
              .formatted(name, key));
    }
    Moments moments =
        switch (kind) {
          case UNIT -> constant(0.0, 255.0, shape.channels());
          case STANDARD -> Moments.of(parts, shape);
          case NONE -> constant(0.0, 1.0, shape.channels());
          case SYMMETRIC -> constant(127.5, 127.5, shape.channels());
        };
    return new Normalizer(shape, moments);
  }

  private static Moments constant(double shift, double scale, int channels) {
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    Arrays.fill(mean, shift);
    Arrays.fill(deviation, scale);
    return new Moments(mean, deviation);
  }

  Moments moments() {
    return moments;
  }

  /** The chosen examples of a split. */
  Samples apply(RawSplit split, int[] examples) {
    if (split.values() instanceof RawValues.Pixels pixels) {
      return new PixelSamples(pixels.values(), split.labels(), examples, tables(), shape);
    }
    float[] numbers = ((RawValues.Numbers) split.values()).values();
    return new NumberSamples(numbers, split.labels(), examples, moments, shape);
  }

  private float[][] tables() {
    float[][] tables = new float[shape.channels()][256];
    for (int channel = 0; channel < tables.length; channel++) {
      for (int value = 0; value < 256; value++) {
        tables[channel][value] =
            (float) ((value - moments.mean()[channel]) / moments.deviation()[channel]);
      }
    }
    return tables;
  }
}
