package io.pollard.data;

import java.io.EOFException;

/**
 * An image that lies in a file among others, uncompressed.
 *
 * @param file with the images
 * @param offset of its first byte
 * @param length number of its bytes
 */
record StoredImage(StoredFile file, long offset, int length) implements ImageFile.Content {

  @Override
  public byte[] bytes() {
    return file.source()
        .read(
            in -> {
              in.skipNBytes(offset);
              byte[] bytes = in.readNBytes(length);
              if (bytes.length < length) {
                throw new EOFException();
              }
              return bytes;
            });
  }
}
