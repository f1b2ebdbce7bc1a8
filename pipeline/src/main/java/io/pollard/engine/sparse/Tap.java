package io.pollard.engine.sparse;

import io.pollard.network.Operation.Convolution;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A place of a convolution's window: which part of which input row it sees from a row of the
 * result. What lies in the padding is left out.
 *
 * @param down input row for the result's first row; may lie outside
 * @param right input column for the result's first column; may lie outside
 * @param firstRow the first row of the result for which it sees an input row
 * @param endRow behind the last one
 * @param firstColumn the first column of the result for which it sees an input column
 * @param endColumn behind the last one
 * @param strideHeight input rows from one row of the result to the next
 * @param strideWidth input columns from one column of the result to the next
 */
record Tap(
    int down,
    int right,
    int firstRow,
    int endRow,
    int firstColumn,
    int endColumn,
    int strideHeight,
    int strideWidth) {

  /** The places of a window, row by row. */
  static List<Tap> all(Convolution convolution, Shape from, Shape to) {
    List<Tap> taps = new ArrayList<>();
    int strideHeight = convolution.strideHeight();
    int strideWidth = convolution.strideWidth();
    for (int i = 0; i < convolution.kernelHeight(); i++) {
      for (int j = 0; j < convolution.kernelWidth(); j++) {
        int down = i * convolution.dilationHeight() - convolution.padding().top();
        int right = j * convolution.dilationWidth() - convolution.padding().left();
        taps.add(
            new Tap(
                down,
                right,
                firstInside(down, strideHeight),
                endInside(down, strideHeight, from.height(), to.height()),
                firstInside(right, strideWidth),
                endInside(right, strideWidth, from.width(), to.width()),
                strideHeight,
                strideWidth));
      }
    }
    return taps;
  }

  /** The first result whose input lies inside. */
  private static int firstInside(int shift, int stride) {
    return shift >= 0 ? 0 : (-shift + stride - 1) / stride;
  }

  /** Behind the last result whose input lies inside; not above the first one if there is none. */
  private static int endInside(int shift, int stride, int size, int results) {
    return Math.min(results, Math.floorDiv(size - 1 - shift, stride) + 1);
  }

  /** Whether it sees anything from a row of the result. */
  boolean reaches(int row) {
    return row >= firstRow && row < endRow && firstColumn < endColumn;
  }

  /** The input row that it sees from a row of the result. */
  int inputRow(int row) {
    return down + row * strideHeight;
  }

  /** Copies what it sees of an input row to the columns of the result that see it. */
  void read(float[] input, int inputRow, int batch, float[] row) {
    Columns.read(
        input,
        inputRow + (right + firstColumn * strideWidth) * batch,
        strideWidth * batch,
        row,
        firstColumn * batch,
        endColumn - firstColumn,
        batch);
  }

  /** Copies back what {@link #read} copied. */
  void write(float[] row, int batch, float[] input, int inputRow) {
    Columns.write(
        row,
        firstColumn * batch,
        endColumn - firstColumn,
        batch,
        input,
        inputRow + (right + firstColumn * strideWidth) * batch,
        strideWidth * batch);
  }
}
