package io.pollard.engine.onednn;

/**
 * Weights of a convolution to the factors of {@link MinimalFiltering}, and gradients back. Weights
 * lie in the order (row, column, input channel, output channel), factors in the order (point, input
 * channel, output channel).
 */
final class WeightTransform {
  private static final int POINTS = MinimalFiltering.POINTS;
  private static final int TAPS = MinimalFiltering.TAPS;
  private static final int CHUNK = 512;

  private final int length;
  private final MinimalFiltering filtering;
  private final float[] part;
  private final float[][] room;
  private final float[][] row = new float[POINTS][];
  private final float[][][] columns;
  private final double[][] wideRoom;
  private final double[][] wideRow = new double[TAPS][];
  private final double[][][] wideColumns;

  /**
   * @param length weights at a place of the filter
   */
  WeightTransform(int length) {
    this.length = length;
    int chunk = Math.min(length, CHUNK);
    filtering = new MinimalFiltering(chunk);
    part = new float[chunk];
    room = new float[POINTS][chunk];
    columns = new float[TAPS][POINTS][chunk];
    wideRoom = new double[POINTS][chunk];
    wideColumns = new double[TAPS][POINTS][chunk];
  }

  /** {@code G w G^T}. */
  void forward(Planes weights, Planes factors) {
    for (int from = 0; from < length; from += CHUNK) {
      int count = Math.min(CHUNK, length - from);
      for (int column = 0; column < TAPS; column++) {
        for (int i = 0; i < TAPS; i++) {
          weights.get(i * TAPS + column, from, room[i], count);
        }
        filtering.weights(room, columns[column], count);
      }
      for (int point = 0; point < POINTS; point++) {
        for (int i = 0; i < TAPS; i++) {
          row[i] = columns[i][point];
        }
        filtering.weights(row, room, count);
        for (int i = 0; i < POINTS; i++) {
          factors.put(point * POINTS + i, from, room[i], count);
        }
      }
    }
  }

  /**
   * {@code G^T q G}, in double precision.
   *
   * @param sums the products of each point, as that many sums over a part of the tiles
   * @param parts how many
   */
  void backward(Planes sums, int parts, Planes gradient) {
    for (int from = 0; from < length; from += CHUNK) {
      int count = Math.min(CHUNK, length - from);
      for (int point = 0; point < POINTS; point++) {
        for (int i = 0; i < POINTS; i++) {
          int first = (point * POINTS + i) * parts;
          sums.get(first, from, room[i], count);
          for (int other = 1; other < parts; other++) {
            sums.get(first + other, from, part, count);
            Combinations.add(1.0f, part, room[i], count);
          }
          Combinations.widen(room[i], wideRoom[i], count);
        }
        for (int i = 0; i < TAPS; i++) {
          wideRow[i] = wideColumns[i][point];
        }
        filtering.weightGradient(wideRoom, wideRow, count);
      }
      for (int column = 0; column < TAPS; column++) {
        filtering.weightGradient(wideColumns[column], wideRoom, count);
        for (int i = 0; i < TAPS; i++) {
          Combinations.narrow(wideRoom[i], part, count);
          gradient.put(i * TAPS + column, from, part, count);
        }
      }
    }
  }
}
