package io.pollard.data;

import io.pollard.network.Shape;
import java.math.BigInteger;

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

  static Moments of(RawValues values, Shape shape, int[] examples) {
    if (values instanceof RawValues.Pixels pixels) {
      return of(pixels.values(), shape, examples);
    }
    return of(((RawValues.Numbers) values).values(), shape, examples);
  }

  private static Moments of(byte[] pixels, Shape shape, int[] examples) {
    int plane = shape.height() * shape.width();
    double[] mean = new double[shape.channels()];
    double[] deviation = new double[shape.channels()];
    for (int channel = 0; channel < shape.channels(); channel++) {
      long[] histogram = new long[256];
      for (int example : examples) {
        int from = example * shape.size() + channel * plane;
        for (int i = from; i < from + plane; i++) {
          histogram[pixels[i] & 0xff]++;
        }
      }
      long sum = 0;
      long squares = 0;
      for (int value = 0; value < 256; value++) {
        sum += value * histogram[value];
        squares += (long) value * value * histogram[value];
      }
      BigInteger n = BigInteger.valueOf((long) examples.length * plane);
      BigInteger spread =
          n.multiply(BigInteger.valueOf(squares)).subtract(BigInteger.valueOf(sum).pow(2));
      mean[channel] = sum / n.doubleValue();
      deviation[channel] = positive(Math.sqrt(spread.doubleValue()) / n.doubleValue());
    }
    return new Moments(mean, deviation);
  }

  private static Moments of(float[] numbers, Shape shape, int[] examples) {
    int plane = shape.height() * shape.width();
    double[] mean = new double[shape.channels()];
    double[] deviation = new double[shape.channels()];
    double n = (double) examples.length * plane;
    for (int channel = 0; channel < shape.channels(); channel++) {
      double sum = 0;
      for (int example : examples) {
        int from = example * shape.size() + channel * plane;
        for (int i = from; i < from + plane; i++) {
          sum += numbers[i];
        }
      }
      mean[channel] = sum / n;
      double squares = 0;
      for (int example : examples) {
        int from = example * shape.size() + channel * plane;
        for (int i = from; i < from + plane; i++) {
          double difference = numbers[i] - mean[channel];
          squares += difference * difference;
        }
      }
      deviation[channel] = positive(Math.sqrt(squares / n));
    }
    return new Moments(mean, deviation);
  }

  private static double positive(double deviation) {
    return deviation > 0 ? deviation : 1.0;
  }
}
