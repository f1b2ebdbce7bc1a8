package io.pollard.engine.onednn;

import io.pollard.network.Operation.Padding;
import java.util.Arrays;

/**
 * Sources of a convolution to the factors that {@link MinimalFiltering} makes of their tiles, which
 * overlap, and gradients back. Factors lie in the order (point, tile, channel).
 */
final class SourceTransform {
  private static final int POINTS = MinimalFiltering.POINTS;
  private static final int STEP = MinimalFiltering.RESULTS;

  private final Tiling tiling;
  private final Padding padding;
  private final int channels;
  private final int chunk;
  private final MinimalFiltering filtering;
  private final float[] zeros;
  private final float[][] room;
  private final float[][] row = new float[POINTS][];
  private final float[][][] columns;
  private final float[][][] pixels;

  SourceTransform(Tiling tiling, Padding padding, int channels) {
    this.tiling = tiling;
    this.padding = padding;
    this.channels = channels;
    chunk = tiling.imagesAtATime(channels);
    int length = chunk * channels;
    filtering = new MinimalFiltering(length);
    zeros = new float[length];
    room = new float[POINTS][length];
    columns = new float[tiling.sourceColumns()][POINTS][length];
    pixels = new float[tiling.sourceColumns()][POINTS][length];
  }

  /** {@code B^T x B} of every tile. */
  void forward(PixelPlanes images, Planes factors) {
    for (int image = 0; image < tiling.images(); image += chunk) {
      int count = Math.min(chunk, tiling.images() - image) * channels;
      for (int tileRow = 0; tileRow < tiling.rows(); tileRow++) {
        for (int column = 0; column < columns.length; column++) {
          fetch(images, STEP * tileRow, column, image, count);
          filtering.source(row, columns[column], count);
        }
        for (int tileColumn = 0; tileColumn < tiling.columns(); tileColumn++) {
          int at = tiling.tile(tileRow, tileColumn, image) * channels;
          for (int point = 0; point < POINTS; point++) {
            select(tileColumn, point);
            filtering.source(row, room, count);
            for (int i = 0; i < POINTS; i++) {
              factors.put(point * POINTS + i, at, room[i], count);
            }
          }
        }
      }
    }
  }

  /** The sum over the tiles of {@code B q B^T}. */
  void backward(Planes products, PixelPlanes images) {
    for (int image = 0; image < tiling.images(); image += chunk) {
      int count = Math.min(chunk, tiling.images() - image) * channels;
      clear(pixels, 0);
      for (int tileRow = 0; tileRow < tiling.rows(); tileRow++) {
        clear(columns, 0);
        for (int tileColumn = 0; tileColumn < tiling.columns(); tileColumn++) {
          int at = tiling.tile(tileRow, tileColumn, image) * channels;
          for (int point = 0; point < POINTS; point++) {
            for (int i = 0; i < POINTS; i++) {
              products.get(point * POINTS + i, at, room[i], count);
            }
            select(tileColumn, point);
            filtering.addSourceGradient(room, row, count);
          }
        }
        boolean last = tileRow + 1 == tiling.rows();
        for (int column = 0; column < columns.length; column++) {
          filtering.addSourceGradient(columns[column], pixels[column], count);
          store(images, STEP * tileRow, column, last ? POINTS : STEP, image, count);
        }
        advance();
      }
    }
  }

  /** The values of a tile at a point of its columns. */
  private void select(int tileColumn, int point) {
    for (int i = 0; i < POINTS; i++) {
      row[i] = columns[STEP * tileColumn + i][point];
    }
  }

  private void fetch(PixelPlanes images, int top, int column, int image, int count) {
    int x = column - padding.left();
    for (int i = 0; i < POINTS; i++) {
      int y = top + i - padding.top();
      row[i] = zeros;
      if (images.contains(y, x)) {
        row[i] = room[i];
        images.get(y, x, image, room[i], count);
      }
    }
  }

  private void store(PixelPlanes images, int top, int column, int rows, int image, int count) {
    int x = column - padding.left();
    for (int i = 0; i < rows; i++) {
      int y = top + i - padding.top();
      if (images.contains(y, x)) {
        images.put(y, x, image, pixels[column][i], count);
      }
    }
  }

  /** The rows that the next tiles share with these become their first ones. */
  private void advance() {
    for (float[][] column : pixels) {
      for (int i = 0; i < STEP; i++) {
        float[] done = column[i];
        column[i] = column[STEP + i];
        column[STEP + i] = done;
      }
    }
    clear(pixels, STEP);
  }

  private static void clear(float[][][] arrays, int from) {
    for (float[][] some : arrays) {
      for (int i = from; i < some.length; i++) {
        Arrays.fill(some[i], 0.0f);
      }
    }
  }
}
