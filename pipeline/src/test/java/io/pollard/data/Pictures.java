package io.pollard.data;

import io.pollard.network.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Makes images, folders and archives of them for tests. */
final class Pictures {
  private Pictures() {}

  /** Two classes, three training and two test images in colour, sorted as folders would be. */
  static RawDataset small() {
    return new RawDataset(
        new Shape(3, 2, 4),
        List.of("cat", "dog"),
        new RawSplit(pixels(72, 5), new int[] {0, 0, 1}),
        new RawSplit(pixels(48, 3), new int[] {0, 1}));
  }

  static RawValues.Pixels pixels(int length, int step) {
    byte[] pixels = new byte[length];
    for (int i = 0; i < length; i++) {
      pixels[i] = (byte) (i * step);
    }
    return new RawValues.Pixels(pixels);
  }

  /** Paths and content of a data set's images, as PNG. */
  static SortedMap<String, byte[]> files(RawDataset data) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    add(data, data.train(), "train", files);
    add(data, data.test(), "test", files);
    return files;
  }

  private static void add(RawDataset data, RawSplit split, String name, Map<String, byte[]> files) {
    byte[] pixels = ((RawValues.Pixels) split.values()).values();
    int size = data.shape().size();
    for (int i = 0; i < split.size(); i++) {
      String path = "%s/%s/%04d.png".formatted(name, data.classes().get(split.labels()[i]), i);
      byte[] image = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
      files.put(path, encode(picture(new Image(data.shape(), image)), "png"));
    }
  }

  static BufferedImage picture(Image image) {
    Shape shape = image.shape();
    int plane = shape.height() * shape.width();
    BufferedImage picture =
        new BufferedImage(
            shape.width(),
            shape.height(),
            shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int i = 0; i < plane; i++) {
        picture
            .getRaster()
            .setSample(
                i % shape.width(),
                i / shape.width(),
                channel,
                image.pixels()[channel * plane + i] & 0xff);
      }
    }
    return picture;
  }

  static byte[] encode(BufferedImage picture, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, format, bytes)) {
        throw new IllegalArgumentException("no writer for this picture as " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A blank image. */
  static byte[] png(int channels, int height, int width) {
    Shape shape = new Shape(channels, height, width);
    return encode(picture(new Image(shape, new byte[shape.size()])), "png");
  }

  static Path writeFolder(Path folder, Map<String, byte[]> files) {
    files.forEach(
        (path, content) -> {
          try {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.write(folder.resolve(path), content);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return folder;
  }

  /** Archives files in the order of the map. */
  static byte[] tar(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Path writeTar(Path file, Map<String, byte[]> files) {
    return write(file, tar(files));
  }

  static Path write(Path file, byte[] content) {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
