package io.pollard.engine.onednn;

import io.pollard.network.Shape;

/**
 * How the results of a convolution divide into tiles of {@link MinimalFiltering}. Tiles of all
 * images at the same place lie behind each other: (row, column, image).
 *
 * @param images of a batch
 * @param rows of tiles in an image
 * @param columns of tiles in an image
 */
record Tiling(int images, int rows, int columns) {
  private static final int TILE = MinimalFiltering.RESULTS;

  /** Floats at a time; from 256 to 1024 it makes no difference. */
  private static final int CHUNK = 512;

  static Tiling of(int images, Shape result) {
    return new Tiling(images, tiles(result.height()), tiles(result.width()));
  }

  private static int tiles(int length) {
    return (length + TILE - 1) / TILE;
  }

  int tiles() {
    return Math.multiplyExact(images, rows * columns);
  }

  /** The number of a tile. */
  int tile(int row, int column, int image) {
    return (row * columns + column) * images + image;
  }

  /** Rows of pixels that the tiles read; they start at the padding above the image. */
  int sourceRows() {
    return TILE * rows + MinimalFiltering.TAPS - 1;
  }

  /** Columns of pixels that the tiles read; they start at the padding left of the image. */
  int sourceColumns() {
    return TILE * columns + MinimalFiltering.TAPS - 1;
  }

  /** How many images to transform at a time, so that what is in work stays in the inner cache. */
  int imagesAtATime(int channels) {
    return Math.min(images, Math.max(1, CHUNK / channels));
  }
}
