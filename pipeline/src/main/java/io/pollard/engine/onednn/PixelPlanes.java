package io.pollard.engine.onednn;

/**
 * Images of a batch in the order (row, column, image, channel): a plane holds one pixel of all of
 * them.
 */
record PixelPlanes(Planes planes, int channels, int height, int width) {

  static PixelPlanes of(Tensor images) {
    long[] dims = images.descriptor().dims();
    int channels = (int) dims[1];
    int height = (int) dims[2];
    int width = (int) dims[3];
    int length = Math.toIntExact(dims[0] * channels);
    return new PixelPlanes(new Planes(images, height * width, length), channels, height, width);
  }

  /** The order, of images of any. */
  static Descriptor order(Descriptor images) {
    long[] dims = images.dims();
    return Descriptor.strided(dims, dims[1], 1, dims[3] * dims[0] * dims[1], dims[0] * dims[1]);
  }

  boolean contains(int row, int column) {
    return row >= 0 && row < height && column >= 0 && column < width;
  }

  /** Fetches a pixel of some images. */
  void get(int row, int column, int image, float[] into, int count) {
    planes.get(row * width + column, image * channels, into, count);
  }

  /** Stores a pixel of some images. */
  void put(int row, int column, int image, float[] values, int count) {
    planes.put(row * width + column, image * channels, values, count);
  }
}
