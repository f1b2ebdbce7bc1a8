package io.pollard.data;

import io.pollard.network.Shape;
import java.io.DataInputStream;

/**
 * A file of the IDX format, see {@link IdxHeader}.
 *
 * @param count number of items
 * @param height of an item; 1 for labels
 * @param width of an item; 1 for labels
 * @param values {@code [count, height, width]}, unsigned
 */
@SuppressWarnings("ArrayRecordComponent")
record IdxFile(int count, int height, int width, byte[] values) {

  static IdxFile images(Source source) {
    return read(IdxHeader.Kind.IMAGES, source);
  }

  static IdxFile labels(Source source) {
    return read(IdxHeader.Kind.LABELS, source);
  }

  private static IdxFile read(IdxHeader.Kind kind, Source source) {
    return source.read(
        in -> {
          IdxHeader header = IdxHeader.read(new DataInputStream(in), kind, source);
          byte[] values = header.items(in, header.count(), source);
          header.requireEnd(in, source);
          return new IdxFile(header.count(), header.height(), header.width(), values);
        });
  }

  Shape shape() {
    return new Shape(1, height, width);
  }
}
