package io.pollard.data;

import io.pollard.network.Shape;
import java.math.BigInteger;
import java.util.List;

/**
 * Mean and population standard deviation per channel over some examples.
 *
 * <p>{@code mean = sum(x) / n, deviation = sqrt(sum(x^2) / n - mean^2)}, n = examples x height x
 * width. Over pixels the sums are whole numbers and the variance is the exact {@code (n sum(x^2) -
 * sum(x)^2) / n^2}, rounded only at the end, so it depends on neither order nor machine. Over
 * numbers it is the two-pass formula in double, in the order of the examples. A deviation of 0 is
 * given as 1. Cost: one pass over pixels, two over numbers.
 *
 * @param mean {@code [channels]}
 * @param deviation {@code [channels]}, positive
 */
@SuppressWarnings("ArrayRecordComponent")
record Moments(double[] mean, double[] deviation) {

  /**
   * Values of which some examples count.
   *
   * @param values {@code [n, channels, height, width]}
   * @param examples which of the n
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Part(RawValues values, int[] examples) {}

  static Moments of(RawValues values, Shape shape, int[] examples) {
    return of(List.of(new Part(values, examples)), shape);
  }

  /** The same over several parts, one after another; numbers are gone through twice. */
  static Moments of(Iterable<Part> parts, Shape shape) {
    return parts.iterator().next().values() instanceof RawValues.Pixels
        ? ofPixels(parts, shape)
        : ofNumbers(parts, shape);
  }

  private static Moments ofPixels(Iterable<Part> parts, Shape shape) {
    int plane = shape.height() * shape.width();
    long[][] histograms = new long[shape.channels()][256];
    long examples = 0;
    for (Part part : parts) {
      byte[] pixels = ((RawValues.Pixels) part.values()).values();
      examples += part.examples().length;
      for (int channel = 0; channel < histograms.length; channel++) {
        long[] histogram = histograms[channel];
        for (int example : part.examples()) {
          int from = example * shape.size() + channel * plane;
          for (int i = from; i < from + plane; i++) {
            histogram[pixels[i] & 0xff]++;
          }
        }
      }
    }
    double[] mean = new double[shape.channels()];
    double[] deviation = new double[shape.channels()];
    BigInteger n = BigInteger.valueOf(examples * plane);
    for (int channel = 0; channel < histograms.length; channel++) {
      long sum = 0;
      long squares = 0;
      for (int value = 0; value < 256; value++) {
        sum += value * histograms[channel][value];
        squares += (long) value * value * histograms[channel][value];
      }
      BigInteger spread =
          n.multiply(BigInteger.valueOf(squares)).subtract(BigInteger.valueOf(sum).pow(2));
      mean[channel] = sum / n.doubleValue();
      deviation[channel] = positive(Math.sqrt(spread.doubleValue()) / n.doubleValue());
    }
    return new Moments(mean, deviation);
  }

  private static Moments ofNumbers(Iterable<Part> parts, Shape shape) {
    double[] mean = new double[shape.channels()];
    double n = 0;
    for (Part part : parts) {
      n += (double) part.examples().length * shape.height() * shape.width();
      add(part, shape, mean, (x, channel) -> x);
    }
    for (int channel = 0; channel < mean.length; channel++) {
      mean[channel] /= n;
    }
    double[] deviation = new double[shape.channels()];
    for (Part part : parts) {
      add(part, shape, deviation, (x, channel) -> (x - mean[channel]) * (x - mean[channel]));
    }
    for (int channel = 0; channel < deviation.length; channel++) {
      deviation[channel] = positive(Math.sqrt(deviation[channel] / n));
    }
    return new Moments(mean, deviation);
  }

  /** What a number of a channel adds to a sum. */
  private interface Term {
    double of(double x, int channel);
  }

  /** Adds the terms of all numbers to the sums of their channels, in the order of the examples. */
  private static void add(Part part, Shape shape, double[] sums, Term term) {
    float[] numbers = ((RawValues.Numbers) part.values()).values();
    int plane = shape.height() * shape.width();
    for (int channel = 0; channel < sums.length; channel++) {
      double sum = sums[channel];
      for (int example : part.examples()) {
        int from = example * shape.size() + channel * plane;
        for (int i = from; i < from + plane; i++) {
          sum += term.of(numbers[i], channel);
        }
      }
      sums[channel] = sum;
    }
  }

  private static double positive(double deviation) {
    return deviation > 0 ? deviation : 1.0;
  }
}
