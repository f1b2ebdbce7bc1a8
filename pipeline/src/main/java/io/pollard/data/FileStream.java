package io.pollard.data;

import io.pollard.data.place.Place;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The bytes of a file. A failure of the file system leaves as an {@link UncheckedIOException}, so
 * that every {@link IOException} of the layers above (gzip, tar) means damaged content.
 */
final class FileStream extends FilterInputStream {
  private final Place file;

  FileStream(InputStream in, Place file) {
    super(in);
    this.file = file;
  }

  @Override
  public int read() {
    try {
      return in.read();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    try {
      return in.read(into, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public long skip(long bytes) {
    try {
      return in.skip(bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public int available() {
    try {
      return in.available();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException cause) {
    return new UncheckedIOException("Cannot read " + file + ": " + cause.getMessage(), cause);
  }
}
