package io.pollard.data;

import io.pollard.network.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files for tests. */
final class IdxFiles {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private IdxFiles() {}

  /** Six training images and three test images of 2x3 pixels in three classes. */
  static RawDataset small() {
    return new RawDataset(
        new Shape(1, 2, 3),
        List.of("0", "1", "2"),
        new RawSplit(pixels(36, 7), new int[] {2, 0, 1, 1, 0, 2}),
        new RawSplit(pixels(18, 11), new int[] {1, 2, 0}));
  }

  private static RawValues.Pixels pixels(int length, int step) {
    byte[] pixels = new byte[length];
    for (int i = 0; i < length; i++) {
      pixels[i] = (byte) (i * step);
    }
    return new RawValues.Pixels(pixels);
  }

  /** Writes the four files of a set of grey images. */
  static Path write(Path folder, RawDataset data, boolean compressed) {
    images(folder, TRAIN_IMAGES, data, data.train(), compressed);
    labels(folder, TRAIN_LABELS, data.train().labels(), compressed);
    images(folder, TEST_IMAGES, data, data.test(), compressed);
    labels(folder, TEST_LABELS, data.test().labels(), compressed);
    return folder;
  }

  private static void images(
      Path folder, String name, RawDataset data, RawSplit split, boolean compressed) {
    byte[] pixels = ((RawValues.Pixels) split.values()).values();
    byte[] content = idx(2051, pixels, split.size(), data.shape().height(), data.shape().width());
    put(folder, name, content, compressed);
  }

  static void labels(Path folder, String name, int[] labels, boolean compressed) {
    byte[] values = new byte[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) labels[i];
    }
    put(folder, name, idx(2049, values, labels.length), compressed);
  }

  static byte[] idx(int magic, byte[] values, int... dimensions) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
    buffer.putInt(magic);
    for (int dimension : dimensions) {
      buffer.putInt(dimension);
    }
    return buffer.put(values).array();
  }

  static void put(Path folder, String name, byte[] content, boolean compressed) {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(compressed ? name + ".gz" : name);
      Files.write(file, compressed ? gzip(content) : content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
