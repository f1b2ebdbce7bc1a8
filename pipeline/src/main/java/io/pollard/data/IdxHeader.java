package io.pollard.data;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * The beginning of a file of the IDX format (LeCun, Cortes, Burges, "The MNIST database", file
 * formats): a big-endian magic number (0, 0, type, number of dimensions), the dimensions as 32-bit
 * integers; the values follow in C order. Only the two kinds that image sets use: unsigned bytes of
 * three dimensions (images) and of one (labels).
 *
 * @param kind images or labels
 * @param count number of items
 * @param height of an item; 1 for labels
 * @param width of an item; 1 for labels
 */
record IdxHeader(Kind kind, int count, int height, int width) {

  /** What the items of a file are. */
  enum Kind {
    IMAGES(0x0803),
    LABELS(0x0801);

    private final int magic;

    Kind(int magic) {
      this.magic = magic;
    }

    int dimensions() {
      return magic & 0xff;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads the header and leaves the stream at the first item.
   *
   * @throws DataException if it is none of this kind, or the file cannot hold what it says
   */
  static IdxHeader read(DataInputStream in, Kind kind, Source source) throws IOException {
    int found = in.readInt();
    if (found != kind.magic) {
      throw new DataException(
          ("Cannot read IDX %s: wrong magic number (file=%s, found=%d, expected=%d);"
                  + " give an IDX file of %s")
              .formatted(kind, source, Integer.toUnsignedLong(found), kind.magic, kind));
    }
    int[] dimensions = {1, 1, 1};
    for (int i = 0; i < kind.dimensions(); i++) {
      dimensions[i] = in.readInt();
    }
    requirePossible(dimensions, kind, source);
    IdxHeader header = new IdxHeader(kind, dimensions[0], dimensions[1], dimensions[2]);
    if (header.fileBytes() > source.mostBytes()) {
      String most = (source.compressed() ? "at most " : "") + source.mostBytes();
      throw header.truncated(source, most);
    }
    return header;
  }

  /** A damaged header must not exhaust the memory. */
  private static void requirePossible(int[] dimensions, Kind kind, Source source) {
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension <= 0 || size > Integer.MAX_VALUE / dimension) {
        throw new DataException(
            ("Cannot read IDX %s: impossible dimensions (file=%s, found=%s, expected=each at least"
                    + " 1 and together below 2^31); fetch the file again")
                .formatted(kind, source, Arrays.toString(dimensions)));
      }
      size *= dimension;
    }
  }

  /**
   * Reads some items.
   *
   * @param in at the first of them
   * @throws DataException if the file ends before
   */
  byte[] items(InputStream in, int some, Source source) throws IOException {
    byte[] values = new byte[some * itemBytes()];
    int read = in.readNBytes(values, 0, values.length);
    if (read < values.length) {
      throw truncated(source, Long.toString(fileBytes() - values.length + read));
    }
    return values;
  }

  /**
   * @throws DataException if the file goes on
   */
  void requireEnd(InputStream in, Source source) throws IOException {
    if (in.read() >= 0) {
      throw new DataException(
          ("Cannot read IDX %s: the file is longer than its header says (file=%s,"
                  + " found=more than %d bytes, expected=%d); fetch it again")
              .formatted(kind, source, fileBytes(), fileBytes()));
    }
  }

  Shape shape() {
    return new Shape(1, height, width);
  }

  int bytes() {
    return 4 + 4 * kind.dimensions();
  }

  int itemBytes() {
    return height * width;
  }

  private long fileBytes() {
    return bytes() + (long) count * itemBytes();
  }

  private DataException truncated(Source source, String found) {
    return new DataException(
        ("Cannot read IDX %s: the file is truncated (file=%s, found=%s bytes, expected=%d);"
                + " fetch it again")
            .formatted(kind, source, found, fileBytes()));
  }
}
