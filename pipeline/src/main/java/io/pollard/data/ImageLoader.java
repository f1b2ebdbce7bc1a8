package io.pollard.data;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decodes many images of one shape into one array, on the threads of the common pool. What it
 * gives, and which of several bad images it reports (the first), do not depend on the threads.
 *
 * @param color how many channels each gets
 */
record ImageLoader(ImageColor color) {
  /** Images that one task decodes: enough to pay for its decoder. */
  private static final int CHUNK = 128;

  /**
   * The shape of an image, which the others have to have.
   *
   * @param images how many there are, so that a size that no array holds is refused at once
   */
  Shape shape(ImageFile image, int images) {
    try (ImageDecoder decoder = new ImageDecoder()) {
      return decoder
          .decode(
              image.content().bytes(),
              (height, width) ->
                  Capacity.values(images, new Shape(1, height, width), image.location()),
              image.location())
          .in(color)
          .shape();
    }
  }

  /**
   * Decodes images in their order.
   *
   * @return {@code [images, channels, height, width]}
   * @throws DataException if one cannot be decoded or is of another shape
   */
  byte[] pixels(List<ImageFile> images, Shape shape) {
    byte[] pixels = new byte[Capacity.values(images.size(), shape, images.get(0).location())];
    int chunks = (images.size() + CHUNK - 1) / CHUNK;
    Optional<RuntimeException> failure =
        IntStream.range(0, chunks)
            .parallel()
            .mapToObj(chunk -> decode(images, chunk * CHUNK, shape, pixels))
            .flatMap(Optional::stream)
            .findFirst();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return pixels;
  }

  private Optional<RuntimeException> decode(
      List<ImageFile> images, int from, Shape shape, byte[] pixels) {
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (int i = from; i < Math.min(from + CHUNK, images.size()); i++) {
        byte[] decoded = decode(images.get(i), shape, decoder);
        System.arraycopy(decoded, 0, pixels, i * shape.size(), decoded.length);
      }
      return Optional.empty();
    } catch (DataException | UserException e) {
      return Optional.of(e);
    }
  }

  private byte[] decode(ImageFile file, Shape shape, ImageDecoder decoder) {
    Image image =
        decoder
            .decode(
                file.content().bytes(),
                (height, width) -> requireSize(height, width, shape, file),
                file.location())
            .in(color);
    if (image.shape().channels() != shape.channels()) {
      throw new DataException(
          ("Cannot read image: grey and colour images are mixed (file=%s, found=%d channels,"
                  + " expected=%d); set color: rgb or color: grey")
              .formatted(file.location(), image.shape().channels(), shape.channels()));
    }
    return image.pixels();
  }

  private static void requireSize(int height, int width, Shape shape, ImageFile file) {
    if (height != shape.height() || width != shape.width()) {
      throw new DataException(
          ("Cannot read image: it is of another size than the first (file=%s, found=%dx%d,"
                  + " expected=%dx%d); scale all images to one size")
              .formatted(file.location(), height, width, shape.height(), shape.width()));
    }
  }
}
