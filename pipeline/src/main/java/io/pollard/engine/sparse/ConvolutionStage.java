package io.pollard.engine.sparse;

import io.pollard.network.Mask;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.Optional;

/**
 * A convolution: each kept weight adds a multiple of a shifted input channel to an output channel,
 * a row of the image and the whole batch at a time where the stride is 1. Backwards, rows are
 * summed up place by place, and the places in the end: sums of many elements side by side.
 */
final class ConvolutionStage implements Stage {
  private final Convolution convolution;
  private final Weights weights;
  private final Optional<Slice> bias;
  private final Shape from;
  private final Shape to;
  private final int batch;
  private final boolean first;
  private final Values given;
  private final Values values;
  private final float[] row;
  private KeptWeights kept;

  /**
   * @param from shape of what it reads
   * @param to shape of what it leaves
   * @param first whether nothing before it learns
   */
  ConvolutionStage(
      Convolution convolution,
      Weights weights,
      Optional<Slice> bias,
      Mask mask,
      Shape from,
      Shape to,
      int batch,
      boolean first,
      Values given) {
    this.convolution = convolution;
    this.weights = weights;
    this.bias = bias;
    this.from = from;
    this.to = to;
    this.batch = batch;
    this.first = first;
    this.given = given;
    values = Values.of(to.size() * batch);
    row = new float[to.width() * batch];
    kept = KeptWeights.of(weights, mask);
  }

  @Override
  public Values values() {
    return values;
  }

  @Override
  public boolean isConstant(int channel) {
    return kept.starts()[channel] == kept.starts()[channel + 1];
  }

  @Override
  public void mask(Mask mask) {
    kept = KeptWeights.of(weights, mask);
  }

  /** What is done with two runs that a weight connects. */
  private interface Run {
    void on(int input, int output, int length);
  }

  @Override
  public void forward(float[] parameters) {
    float[] x = given.activations();
    float[] y = values.activations();
    int plane = to.height() * to.width() * batch;
    for (int output = 0; output < to.channels(); output++) {
      float constant = bias.isPresent() ? parameters[bias.get().offset() + output] : 0f;
      Arrays.fill(y, output * plane, (output + 1) * plane, constant);
      for (int at = kept.starts()[output]; at < kept.starts()[output + 1]; at++) {
        float weight = parameters[kept.indices()[at]];
        runs(output, at, (in, out, length) -> Runs.add(y, out, weight, x, in, length));
      }
    }
  }

  @Override
  public void backward(float[] parameters, float[] gradient) {
    float[] x = given.activations();
    float[] dx = given.deltas();
    float[] dy = values.deltas();
    if (!first) {
      Arrays.fill(dx, 0f);
    }
    int plane = to.height() * to.width() * batch;
    for (int output = 0; output < to.channels(); output++) {
      if (bias.isPresent()) {
        Arrays.fill(row, 0f);
        for (int start = output * plane; start < (output + 1) * plane; start += row.length) {
          Runs.add(row, 0, 1f, dy, start, row.length);
        }
        gradient[bias.get().offset() + output] = Runs.sum(row, 0, row.length);
      }
      for (int at = kept.starts()[output]; at < kept.starts()[output + 1]; at++) {
        int index = kept.indices()[at];
        float weight = parameters[index];
        Arrays.fill(row, 0f);
        runs(
            output,
            at,
            (in, out, length) -> {
              Runs.addProducts(row, x, in, dy, out, length);
              if (!first) {
                Runs.add(dx, in, weight, dy, out, length);
              }
            });
        gradient[index] = Runs.sum(row, 0, row.length);
      }
    }
  }

  private void runs(int output, int at, Run run) {
    int position = kept.positions()[at];
    int down =
        position / convolution.kernelWidth() * convolution.dilationHeight()
            - convolution.padding().top();
    int right =
        position % convolution.kernelWidth() * convolution.dilationWidth()
            - convolution.padding().left();
    int step = convolution.strideWidth();
    int firstColumn = firstInside(right, step);
    int lastColumn = lastInside(right, step, from.width(), to.width());
    int firstRow = firstInside(down, convolution.strideHeight());
    int lastRow = lastInside(down, convolution.strideHeight(), from.height(), to.height());
    int columns = lastColumn - firstColumn + 1;
    if (columns < 1) {
      return;
    }
    for (int row = firstRow; row <= lastRow; row++) {
      int above = row * convolution.strideHeight() + down;
      int in = ((kept.inputs()[at] * from.height() + above) * from.width() + right) * batch;
      int out = (output * to.height() + row) * to.width() * batch;
      if (step == 1) {
        run.on(in + firstColumn * batch, out + firstColumn * batch, columns * batch);
      } else {
        for (int column = firstColumn; column <= lastColumn; column++) {
          run.on(in + column * step * batch, out + column * batch, batch);
        }
      }
    }
  }

  /** The first result whose input lies inside. */
  private static int firstInside(int shift, int stride) {
    return shift >= 0 ? 0 : (-shift + stride - 1) / stride;
  }

  /** The last result whose input lies inside; below the first one if there is none. */
  private static int lastInside(int shift, int stride, int size, int results) {
    return Math.min(results - 1, Math.floorDiv(size - 1 - shift, stride));
  }
}
