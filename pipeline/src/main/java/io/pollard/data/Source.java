package io.pollard.data;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Place;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.security.AccessControlException;

/**
 * A file to read from beginning to end, compressed with gzip or not, with messages that name it.
 *
 * @param file which
 * @param compressed whether gzip was applied
 */
record Source(Place file, boolean compressed) {
  private static final int BUFFER = 1 << 16;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /** Deflate's best: 258 bytes from a length code and a distance code of one bit each. */
  private static final long BEST_RATIO = 1032;

  /** What is done with the content. */
  @FunctionalInterface
  interface Reading<T> {
    T read(InputStream content) throws IOException;
  }

  /**
   * The file of that name in a folder, plain or, if there is none, with {@code .gz} behind it.
   *
   * @throws UserException if there is neither
   */
  static Source require(Place folder, String name) {
    return find(folder, name).orElseThrow(() -> missing(folder, name));
  }

  static Optional<Source> find(Place folder, String name) {
    Place plain = folder.child(name);
    if (plain.exists()) {
      return Optional.of(new Source(plain, false));
    }
    Place packed = folder.child(name + ".gz");
    return packed.exists() ? Optional.of(new Source(packed, true)) : Optional.empty();
  }

  private static UserException missing(Place folder, String name) {
    if (!folder.exists()) {
      return new UserException(
          "Cannot read data: no such folder (path=%s); give the folder that holds %s"
              .formatted(folder, name));
    }
    if (!folder.isFolder()) {
      return new UserException(
          "Cannot read data: this is a file (path=%s); give the folder that holds %s"
              .formatted(folder, name));
    }
    return new UserException(
        "Cannot read data: no such file (file=%s); put it there, plain or as %s.gz"
            .formatted(folder.child(name), name));
  }

  /**
   * A file whose first bytes tell whether it is compressed.
   *
   * @throws UserException if it is not there, is a folder, or must not be read
   */
  static Source sniff(Place file) {
    if (!file.exists()) {
      throw new UserException(
          "Cannot read data: no such file (path=%s); check the path".formatted(file));
    }
    if (file.isFolder()) {
      throw new UserException(
          "Cannot read data: this is a folder (path=%s); give a file".formatted(file));
    }
    byte[] start = new Source(file, false).read(in -> in.readNBytes(GZIP.length));
    return new Source(file, Arrays.equals(start, GZIP));
  }

  /**
   * Reads the content.
   *
   * @throws UserException if the file is not there or must not be read
   * @throws DataException if the file ends before its content does or is damaged
   * @throws UncheckedIOException if the file system fails
   */
  <T> T read(Reading<T> reading) {
    try (InputStream raw = new FileStream(open(), file);
        InputStream content =
            compressed ? new GZIPInputStream(raw, BUFFER) : new BufferedInputStream(raw, BUFFER)) {
      return reading.read(content);
    } catch (EOFException e) {
      throw new DataException(
          "Cannot read data: the file is truncated (file=%s, bytes=%d); fetch it again"
              .formatted(file, file.length()),
          e);
    } catch (ZipException e) {
      throw new DataException(
          "Cannot read data: not valid gzip, %s (file=%s); fetch it again"
              .formatted(e.getMessage(), file),
          e);
    } catch (IOException e) {
      throw new DataException(
          "Cannot read data: the file is damaged, %s (file=%s); fetch it again"
              .formatted(String.valueOf(e.getMessage()).replaceAll("\\.$", ""), file),
          e);
    }
  }

  /**
   * All bytes as they are stored.
   *
   * @throws UserException if the file is not there or must not be read
   * @throws DataException if it is empty
   * @throws UncheckedIOException if the file system fails
   */
  byte[] bytes() {
    try (InputStream raw = new FileStream(open(), file)) {
      return raw.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private InputStream open() {
    try {
      InputStream raw = file.open();
      if (file.length() > 0) {
        return raw;
      }
      raw.close();
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new UserException(
          "Cannot read data: no such file (file=%s); check the path".formatted(file), e);
    } catch (AccessDeniedException | AccessControlException e) {
      throw new UserException(
          "Cannot read data: permission denied (file=%s); allow this user to read it"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open " + file, e);
    }
    throw new DataException(
        "Cannot read data: the file is empty (file=%s, bytes=0); fetch it again".formatted(file));
  }

  /** No more than these bytes can be in it: what a header says beyond that is false. */
  long mostBytes() {
    return compressed ? Math.multiplyExact(file.length(), BEST_RATIO) : file.length();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
