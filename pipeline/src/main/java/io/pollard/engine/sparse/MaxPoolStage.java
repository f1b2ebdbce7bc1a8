package io.pollard.engine.sparse;

import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Max pooling without padding. The derivative goes to the first of a window's largest values, row
 * by row.
 */
final class MaxPoolStage implements Stage {
  private final Shape to;
  private final int batch;
  private final Values given;
  private final IntPredicate isConstant;
  private final Values values;
  private final float[] left;
  private final int[] starts;
  private final int[] steps;

  /**
   * @param from shape of what it reads
   * @param to shape of what it leaves
   * @param isConstant whether a channel of what it reads is the same everywhere
   */
  MaxPoolStage(
      Pooling pooling, Shape from, Shape to, int batch, Values given, IntPredicate isConstant) {
    this.to = to;
    this.batch = batch;
    this.given = given;
    this.isConstant = isConstant;
    values = Values.of(to.size() * batch);
    left = new float[batch];
    starts = new int[to.size()];
    int plane = to.height() * to.width();
    for (int cell = 0; cell < starts.length; cell++) {
      int row = cell % plane / to.width() * pooling.strideHeight();
      int column = cell % to.width() * pooling.strideWidth();
      starts[cell] = ((cell / plane * from.height() + row) * from.width() + column) * batch;
    }
    steps = new int[pooling.kernelHeight() * pooling.kernelWidth()];
    for (int i = 0; i < steps.length; i++) {
      int row = i / pooling.kernelWidth();
      steps[i] = (row * from.width() + i % pooling.kernelWidth()) * batch;
    }
  }

  @Override
  public Values values() {
    return values;
  }

  @Override
  public boolean isConstant(int channel) {
    return isConstant.test(channel);
  }

  @Override
  public void forward(float[] parameters) {
    float[] x = given.activations();
    float[] y = values.activations();
    for (int cell = 0; cell < starts.length; cell++) {
      int out = cell * batch;
      System.arraycopy(x, starts[cell], y, out, batch);
      for (int i = 1; i < steps.length; i++) {
        greatest(y, out, x, starts[cell] + steps[i]);
      }
    }
  }

  private void greatest(float[] y, int out, float[] x, int in) {
    for (int i = 0; i < batch; i++) {
      y[out + i] = Math.max(y[out + i], x[in + i]);
    }
  }

  @Override
  public void backward(float[] parameters, float[] gradient) {
    float[] dx = given.deltas();
    float[] dy = values.deltas();
    Arrays.fill(dx, 0f);
    int plane = to.height() * to.width();
    for (int cell = 0; cell < starts.length; cell++) {
      int out = cell * batch;
      if (isConstant.test(cell / plane)) {
        // All of a window are its largest.
        Runs.add(dx, starts[cell], 1f, dy, out, batch);
        continue;
      }
      System.arraycopy(dy, out, left, 0, batch);
      for (int step : steps) {
        give(starts[cell] + step, out);
      }
    }
  }

  /** Gives what is left of the derivative where the largest value is. */
  private void give(int in, int out) {
    float[] x = given.activations();
    float[] y = values.activations();
    float[] dx = given.deltas();
    for (int i = 0; i < batch; i++) {
      float taken = left[i] * (1f - Runs.isPositive(y[out + i] - x[in + i]));
      dx[in + i] += taken;
      left[i] -= taken;
    }
  }
}
