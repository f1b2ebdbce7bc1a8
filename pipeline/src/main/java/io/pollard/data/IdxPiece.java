package io.pollard.data;

import java.io.DataInputStream;

/**
 * A run of examples of a pair of IDX files. A gzipped file is read from its front on, and what lies
 * before the run is dropped.
 *
 * @param images the file of images
 * @param labelFile the file of labels
 * @param from number of the first example
 * @param size how many
 */
record IdxPiece(StoredFile images, StoredFile labelFile, int from, int size) implements Piece {

  @Override
  public int[] labels() {
    byte[] bytes = items(IdxHeader.Kind.LABELS, labelFile);
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return labels;
  }

  @Override
  public RawValues values() {
    return new RawValues.Pixels(items(IdxHeader.Kind.IMAGES, images));
  }

  private byte[] items(IdxHeader.Kind kind, StoredFile file) {
    Source source = file.source();
    return source.read(
        in -> {
          IdxHeader header = IdxHeader.read(new DataInputStream(in), kind, source);
          in.skipNBytes((long) from * header.itemBytes());
          return header.items(in, size, source);
        });
  }
}
