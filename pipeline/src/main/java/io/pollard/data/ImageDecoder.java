package io.pollard.data;

import io.pollard.DataException;
import io.pollard.UserException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG by content, whatever the file's name is. Damage that a lenient reader would
 * paint over (a truncated JPEG is grey from there on) is an error. Needs no display. Keeps native
 * readers: one decoder per thread, to be closed.
 *
 * <p>JPEG decoding is defined up to rounding, so the pixels, and with them a fingerprint, belong to
 * the Java runtime's decoder; PNG is exact.
 */
final class ImageDecoder implements AutoCloseable, IIOReadWarningListener {
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final ImageReader jpeg = reader("jpeg");
  private final ImageReader png = reader("png");
  private Optional<String> warning = Optional.empty();

  ImageDecoder() {
    jpeg.addIIOReadWarningListener(this);
    png.addIIOReadWarningListener(this);
  }

  private static ImageReader reader(String format) {
    return ImageIO.getImageReadersByFormatName(format).next();
  }

  /** Refuses a size by throwing, before memory is taken for it. */
  @FunctionalInterface
  interface SizeCheck {
    void check(int height, int width);
  }

  /**
   * Decodes an image.
   *
   * @param file what messages call it
   * @throws DataException if the content is no whole JPEG or PNG image, has transparent pixels or
   *     more than 8 bits a channel
   */
  Image decode(byte[] content, SizeCheck limits, String file) {
    ImageReader reader = readerOf(content, file);
    warning = Optional.empty();
    BufferedImage image;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      limits.check(reader.getHeight(0), reader.getWidth(0));
      image = reader.read(0);
    } catch (DataException | UserException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers answer damage with exceptions of any kind, from index to null pointer.
      throw new DataException(damaged(reason(e), file), e);
    }
    if (warning.isPresent()) {
      throw new DataException(damaged(warning.get(), file));
    }
    return Rasters.image(image, file);
  }

  private ImageReader readerOf(byte[] content, String file) {
    if (startsWith(content, JPEG)) {
      return jpeg;
    }
    if (startsWith(content, PNG)) {
      return png;
    }
    String found =
        content.length == 0
            ? "nothing"
            : HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(8, content.length));
    throw new DataException(
        "Cannot read image: neither JPEG nor PNG (file=%s, found=%s); convert or remove it"
            .formatted(file, found));
  }

  private static boolean startsWith(byte[] content, byte[] start) {
    return content.length >= start.length
        && Arrays.equals(content, 0, start.length, start, 0, start.length);
  }

  private static String reason(Exception e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private static String damaged(String reason, String file) {
    return "Cannot read image: it is damaged, %s (file=%s); replace or remove it"
        .formatted(reason, file);
  }

  /** Keeps the first, unless it is about what changes no pixel: a colour profile, a version. */
  @Override
  public void warningOccurred(ImageReader source, String text) {
    boolean harmless = text.contains("ICC") || text.contains("JFIF");
    if (!harmless && warning.isEmpty()) {
      warning = Optional.of(text);
    }
  }

  @Override
  public void close() {
    jpeg.dispose();
    png.dispose();
  }
}
