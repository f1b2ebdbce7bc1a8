package io.pollard.engine.sparse;

import io.pollard.network.Mask;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A convolution: each kept weight adds a multiple of a shifted input row to a row of its channel.
 * Rows are copied to where they can be added index by index, the whole batch at a time. Backwards,
 * rows are summed up place by place, and the places in the end.
 */
final class ConvolutionStage extends WeightedStage {
  private final List<Tap> taps;
  private final Shape from;
  private final int height;
  private final int batch;
  private final float[] in;
  private final float[] out;
  private final float[] biasSums;
  private float[][] sums = {};

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
      Values given,
      Values values) {
    super(weights, bias, mask, first, given, values);
    this.from = from;
    this.batch = batch;
    taps = Tap.all(convolution, from, to);
    height = to.height();
    in = new float[to.width() * batch];
    out = new float[in.length];
    biasSums = new float[in.length];
  }

  @Override
  public void forward(float[] parameters, int channel) {
    float constant = constant(parameters, channel, 0f);
    for (int row = 0; row < height; row++) {
      Arrays.fill(out, constant);
      for (int at = kept().starts()[channel]; at < kept().starts()[channel + 1]; at++) {
        Tap tap = taps.get(kept().positions()[at]);
        if (tap.reaches(row)) {
          int start = tap.firstColumn() * batch;
          int end = tap.endColumn() * batch;
          tap.read(given.activations(), inputRow(at, tap, row), batch, in);
          Runs.add(out, parameters[kept().indices()[at]], in, start, end);
        }
      }
      int to = values().start(channel) + row * out.length;
      System.arraycopy(out, 0, values().activations(), to, out.length);
    }
  }

  @Override
  public void backward(float[] parameters, float[] gradient, int channel) {
    int begin = kept().starts()[channel];
    int count = kept().starts()[channel + 1] - begin;
    clearSums(count);
    for (int row = 0; row < height; row++) {
      int deltas = values().deltaStart(channel) + row * out.length;
      System.arraycopy(values().deltas(), deltas, out, 0, out.length);
      Runs.add(biasSums, 1f, out, 0, out.length);
      for (int i = 0; i < count; i++) {
        Tap tap = taps.get(kept().positions()[begin + i]);
        if (tap.reaches(row)) {
          int start = tap.firstColumn() * batch;
          int end = tap.endColumn() * batch;
          int inputRow = inputRow(begin + i, tap, row);
          tap.read(given.activations(), inputRow, batch, in);
          Runs.addProducts(sums[i], in, out, start, end);
          if (passesBack()) {
            tap.read(given.deltas(), inputRow, batch, in);
            Runs.add(in, parameters[kept().indices()[begin + i]], out, start, end);
            tap.write(in, batch, given.deltas(), inputRow);
          }
        }
      }
    }
    constantBack(channel, 0f, Runs.sum(biasSums, 0, biasSums.length), gradient);
    for (int i = 0; i < count; i++) {
      gradient[kept().indices()[begin + i]] = Runs.sum(sums[i], 0, out.length);
    }
  }

  private void clearSums(int count) {
    if (sums.length < count) {
      sums = new float[count][out.length];
    }
    for (int i = 0; i < count; i++) {
      Arrays.fill(sums[i], 0f);
    }
    Arrays.fill(biasSums, 0f);
  }

  /** Where the row begins that a weight reads for a row of the result. */
  private int inputRow(int at, Tap tap, int row) {
    return (kept().inputs()[at] * from.height() + tap.inputRow(row)) * from.width() * batch;
  }
}
