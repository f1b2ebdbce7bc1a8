package io.pollard.prune.derivative;

import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import io.pollard.prune.derivative.Trace.Power;

/**
 * The windows of a pooling on their way back: a maximum passes everything to the first pixel of the
 * window that has it, an average the n-th part to each (squared: the n^2-th, METHODS C2).
 */
final class Windows {
  private final Pooling pooling;
  private final Shape in;
  private final Shape out;

  Windows(Pooling pooling, Shape in, Shape out) {
    this.pooling = pooling;
    this.in = in;
    this.out = out;
  }

  /** One window over the whole image. */
  static Windows whole(GlobalPooling pooling, Shape in) {
    return new Windows(
        new Pooling(
            pooling.max(), in.height(), in.width(), in.height(), in.width(), Padding.NONE, false),
        in,
        Shape.vector(in.channels()));
  }

  void back(Power power, int examples, float[] x, float[] from, float[] to) {
    int at = 0;
    for (int image = 0; image < examples * in.channels(); image++) {
      int base = image * in.height() * in.width();
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          window(power, x, from[at++], to, base, row, column);
        }
      }
    }
  }

  private void window(
      Power power, float[] x, float derivative, float[] to, int base, int row, int column) {
    if (derivative == 0.0f) {
      return;
    }
    int top = row * pooling.strideHeight() - pooling.padding().top();
    int left = column * pooling.strideWidth() - pooling.padding().left();
    int firstRow = Math.max(0, top);
    int endRow = Math.min(in.height(), top + pooling.kernelHeight());
    int firstColumn = Math.max(0, left);
    int endColumn = Math.min(in.width(), left + pooling.kernelWidth());
    if (pooling.max()) {
      int best = -1;
      for (int r = firstRow; r < endRow; r++) {
        for (int c = firstColumn; c < endColumn; c++) {
          int pixel = base + r * in.width() + c;
          if (best < 0 || x[pixel] > x[best]) {
            best = pixel;
          }
        }
      }
      to[best] += derivative;
      return;
    }
    int counted =
        pooling.countPadding()
            ? pooling.kernelHeight() * pooling.kernelWidth()
            : (endRow - firstRow) * (endColumn - firstColumn);
    float part = derivative * power.of(1.0f / counted);
    for (int r = firstRow; r < endRow; r++) {
      for (int c = firstColumn; c < endColumn; c++) {
        to[base + r * in.width() + c] += part;
      }
    }
  }
}
