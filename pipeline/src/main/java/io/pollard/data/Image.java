package io.pollard.data;

import io.pollard.network.Shape;

/**
 * A decoded image.
 *
 * @param shape of it
 * @param pixels {@code [channels, height, width]}, unsigned
 */
@SuppressWarnings("ArrayRecordComponent")
record Image(Shape shape, byte[] pixels) {

  Image in(ImageColor color) {
    int plane = shape.height() * shape.width();
    if (color == ImageColor.RGB && shape.channels() == 1) {
      byte[] tripled = new byte[3 * plane];
      for (int channel = 0; channel < 3; channel++) {
        System.arraycopy(pixels, 0, tripled, channel * plane, plane);
      }
      return new Image(new Shape(3, shape.height(), shape.width()), tripled);
    }
    if (color == ImageColor.GREY && shape.channels() == 3) {
      byte[] grey = new byte[plane];
      for (int i = 0; i < plane; i++) {
        int red = pixels[i] & 0xff;
        int green = pixels[plane + i] & 0xff;
        int blue = pixels[2 * plane + i] & 0xff;
        grey[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      }
      return new Image(new Shape(1, shape.height(), shape.width()), grey);
    }
    return this;
  }
}
