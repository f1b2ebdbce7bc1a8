package io.pollard.engine.onednn;

import java.util.Arrays;

/**
 * Products of {@link MinimalFiltering} to the results of a convolution, and gradients back to
 * factors. Products and factors lie in the order (point, tile, channel).
 *
 * <p>The value at point 1 enters all results of a tile with factor 1, and its factor on the way
 * back is the sum over the tile: so the bias is added and its gradient summed up there.
 */
final class ResultTransform {
  private static final int POINTS = MinimalFiltering.POINTS;
  private static final int SIZE = MinimalFiltering.RESULTS;
  private static final int ONE = 1;

  private final Tiling tiling;
  private final int channels;
  private final int chunk;
  private final MinimalFiltering filtering;
  private final float[] zeros;
  private final float[] bias;
  private final float[] sums;
  private final float[][] room;
  private final float[][] row = new float[POINTS][];
  private final float[][][] columns;

  ResultTransform(Tiling tiling, int channels) {
    this.tiling = tiling;
    this.channels = channels;
    chunk = tiling.imagesAtATime(channels);
    int length = chunk * channels;
    filtering = new MinimalFiltering(length);
    zeros = new float[length];
    bias = new float[length];
    sums = new float[length];
    room = new float[POINTS][length];
    columns = new float[SIZE][POINTS][length];
  }

  /** Sets what is added to each channel; 0 at first. */
  void bias(Planes values) {
    values.get(0, 0, bias, channels);
    for (int i = channels; i < bias.length; i++) {
      bias[i] = bias[i - channels];
    }
  }

  /** {@code A^T m A} of every tile, and the bias. */
  void forward(Planes products, PixelPlanes images) {
    for (int image = 0; image < tiling.images(); image += chunk) {
      int count = Math.min(chunk, tiling.images() - image) * channels;
      for (int tileRow = 0; tileRow < tiling.rows(); tileRow++) {
        for (int tileColumn = 0; tileColumn < tiling.columns(); tileColumn++) {
          int at = tiling.tile(tileRow, tileColumn, image) * channels;
          for (int point = 0; point < POINTS; point++) {
            for (int i = 0; i < POINTS; i++) {
              products.get(point * POINTS + i, at, room[i], count);
            }
            if (point == ONE) {
              Combinations.add(1.0f, bias, room[ONE], count);
            }
            for (int i = 0; i < SIZE; i++) {
              row[i] = columns[i][point];
            }
            filtering.result(room, row, count);
          }
          for (int i = 0; i < SIZE; i++) {
            filtering.result(columns[i], room, count);
            store(images, SIZE * tileRow, SIZE * tileColumn + i, image, count);
          }
        }
      }
    }
  }

  /**
   * {@code A dy A^T} of every tile.
   *
   * @param biasGradient where its sums over the pixels go
   */
  void backward(PixelPlanes images, Planes factors, float[] biasGradient) {
    Arrays.fill(sums, 0.0f);
    for (int image = 0; image < tiling.images(); image += chunk) {
      int count = Math.min(chunk, tiling.images() - image) * channels;
      for (int tileRow = 0; tileRow < tiling.rows(); tileRow++) {
        for (int tileColumn = 0; tileColumn < tiling.columns(); tileColumn++) {
          for (int i = 0; i < SIZE; i++) {
            fetch(images, SIZE * tileRow, SIZE * tileColumn + i, image, count);
            filtering.resultGradient(row, columns[i], count);
          }
          int at = tiling.tile(tileRow, tileColumn, image) * channels;
          for (int point = 0; point < POINTS; point++) {
            for (int i = 0; i < SIZE; i++) {
              row[i] = columns[i][point];
            }
            filtering.resultGradient(row, room, count);
            if (point == ONE) {
              Combinations.add(1.0f, room[ONE], sums, count);
            }
            for (int i = 0; i < POINTS; i++) {
              factors.put(point * POINTS + i, at, room[i], count);
            }
          }
        }
      }
    }
    for (int channel = 0; channel < channels; channel++) {
      double sum = 0.0;
      for (int i = channel; i < sums.length; i += channels) {
        sum += sums[i];
      }
      biasGradient[channel] = (float) sum;
    }
  }

  private void fetch(PixelPlanes images, int top, int x, int image, int count) {
    for (int i = 0; i < SIZE; i++) {
      row[i] = zeros;
      if (images.contains(top + i, x)) {
        row[i] = room[i];
        images.get(top + i, x, image, room[i], count);
      }
    }
  }

  private void store(PixelPlanes images, int top, int x, int image, int count) {
    for (int i = 0; i < SIZE; i++) {
      if (images.contains(top + i, x)) {
        images.put(top + i, x, image, room[i], count);
      }
    }
  }
}
