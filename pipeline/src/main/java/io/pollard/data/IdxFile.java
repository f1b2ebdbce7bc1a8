package io.pollard.data;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A file of the IDX format (LeCun, Cortes, Burges, "The MNIST database", file formats): a
 * big-endian magic number (0, 0, type, number of dimensions), the dimensions as 32-bit integers,
 * the values in C order. Only the two kinds that image sets use: unsigned bytes of three dimensions
 * (images) and of one (labels).
 *
 * @param count number of items
 * @param height of an item; 1 for labels
 * @param width of an item; 1 for labels
 * @param values {@code [count, height, width]}, unsigned
 */
@SuppressWarnings("ArrayRecordComponent")
record IdxFile(int count, int height, int width, byte[] values) {
  private static final int IMAGES = 0x0803;
  private static final int LABELS = 0x0801;

  static IdxFile images(Source source) {
    return source.read(in -> read(new DataInputStream(in), IMAGES, "images", source));
  }

  static IdxFile labels(Source source) {
    return source.read(in -> read(new DataInputStream(in), LABELS, "labels", source));
  }

  private static IdxFile read(DataInputStream in, int magic, String what, Source source)
      throws IOException {
    int found = in.readInt();
    if (found != magic) {
      throw new DataException(
          ("Cannot read IDX %s: wrong magic number (file=%s, found=%d, expected=%d);"
                  + " give an IDX file of %s")
              .formatted(what, source, Integer.toUnsignedLong(found), magic, what));
    }
    int[] dimensions = {1, 1, 1};
    for (int i = 0; i < (magic & 0xff); i++) {
      dimensions[i] = in.readInt();
    }
    int headerBytes = 4 + 4 * (magic & 0xff);
    int size = size(dimensions, headerBytes, what, source);
    byte[] values = new byte[size];
    int read = in.readNBytes(values, 0, size);
    if (read < size) {
      throw truncated(
          what, source, Integer.toString(headerBytes + read), headerBytes + (long) size);
    }
    if (in.read() >= 0) {
      throw new DataException(
          ("Cannot read IDX %s: the file is longer than its header says (file=%s,"
                  + " found=more than %d bytes, expected=%d); fetch it again")
              .formatted(what, source, headerBytes + size, headerBytes + size));
    }
    return new IdxFile(dimensions[0], dimensions[1], dimensions[2], values);
  }

  /** Bytes of the values, which must be possible: a damaged header must not exhaust the memory. */
  private static int size(int[] dimensions, int headerBytes, String what, Source source) {
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension <= 0 || size > Integer.MAX_VALUE / dimension) {
        throw new DataException(
            ("Cannot read IDX %s: impossible dimensions (file=%s, found=%s, expected=each at least"
                    + " 1 and together below 2^31); fetch the file again")
                .formatted(what, source, Arrays.toString(dimensions)));
      }
      size *= dimension;
    }
    if (headerBytes + size > source.mostBytes()) {
      String found = (source.compressed() ? "at most " : "") + source.mostBytes();
      throw truncated(what, source, found, headerBytes + size);
    }
    return (int) size;
  }

  private static DataException truncated(String what, Source source, String found, long expected) {
    return new DataException(
        ("Cannot read IDX %s: the file is truncated (file=%s, found=%s bytes, expected=%d);"
                + " fetch it again")
            .formatted(what, source, found, expected));
  }

  Shape shape() {
    return new Shape(1, height, width);
  }
}
