package io.pollard.engine.sparse;

import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import java.util.Arrays;

/**
 * Max pooling without padding, a row of windows at a time. The derivative goes to the first of a
 * window's largest values, row by row.
 */
final class MaxPoolStage implements Stage {
  private final Pooling pooling;
  private final Shape to;
  private final int batch;
  private final int inputRow;
  private final Values given;
  private final Values values;
  private final float[] in;
  private final float[] out;
  private final float[] left;
  private final float[] taken;

  /**
   * @param from shape of what it reads
   * @param to shape of what it leaves
   */
  MaxPoolStage(Pooling pooling, Shape from, Shape to, int batch, Values given, Values values) {
    this.pooling = pooling;
    this.to = to;
    this.batch = batch;
    this.given = given;
    this.values = values;
    inputRow = from.width() * batch;
    in = new float[to.width() * batch];
    out = new float[in.length];
    left = new float[in.length];
    taken = new float[in.length];
  }

  @Override
  public Values values() {
    return values;
  }

  @Override
  public void forward(float[] parameters, int channel) {
    for (int row = 0; row < to.height(); row++) {
      int first = given.start(channel) + row * pooling.strideHeight() * inputRow;
      read(given.activations(), first, out);
      for (int i = 1; i < pooling.kernelHeight() * pooling.kernelWidth(); i++) {
        read(given.activations(), first + shift(i), in);
        Runs.max(out, in);
      }
      int at = values.start(channel) + row * out.length;
      System.arraycopy(out, 0, values.activations(), at, out.length);
    }
  }

  @Override
  public void backward(float[] parameters, float[] gradient, int channel) {
    int start = given.deltaStart(channel);
    Arrays.fill(given.deltas(), start, start + given.plane(), 0f);
    for (int row = 0; row < to.height(); row++) {
      int at = row * out.length;
      System.arraycopy(values.activations(), values.start(channel) + at, out, 0, out.length);
      System.arraycopy(values.deltas(), values.deltaStart(channel) + at, left, 0, out.length);
      int first = row * pooling.strideHeight() * inputRow;
      for (int i = 0; i < pooling.kernelHeight() * pooling.kernelWidth(); i++) {
        give(given.start(channel) + first + shift(i), start + first + shift(i));
      }
    }
  }

  /** Gives what is left of the derivative where the largest value is. */
  private void give(int at, int deltaAt) {
    read(given.activations(), at, in);
    read(given.deltas(), deltaAt, taken);
    for (int i = 0; i < in.length; i++) {
      float some = left[i] * (1f - Runs.isPositive(out[i] - in[i]));
      taken[i] += some;
      left[i] -= some;
    }
    int step = pooling.strideWidth() * batch;
    Columns.write(taken, 0, to.width(), batch, given.deltas(), deltaAt, step);
  }

  /** Reads one value of each window of a row. */
  private void read(float[] from, int at, float[] row) {
    Columns.read(from, at, pooling.strideWidth() * batch, row, 0, to.width(), batch);
  }

  /** From a window's first value to another. */
  private int shift(int i) {
    return i / pooling.kernelWidth() * inputRow + i % pooling.kernelWidth() * batch;
  }
}
