package io.pollard.data;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Takes the stored samples out of Java's images: never through {@code getRGB}, which would convert
 * between colour spaces and so change them.
 */
final class Rasters {
  private Rasters() {}

  /**
   * The image's samples, channels first. A palette whose colours are all grey makes a grey image.
   *
   * @param file what messages call it
   * @throws DataException if a pixel is transparent or a channel has more than 8 bits
   */
  static Image image(BufferedImage image, String file) {
    Raster raster = image.getRaster();
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return palette(raster, palette, file);
    }
    int bits = raster.getSampleModel().getSampleSize(0);
    if (bits != 8) {
      throw new DataException(
          ("Cannot read image: unusual depth (file=%s, found=%d bits a channel, expected=8);"
                  + " convert it")
              .formatted(file, bits));
    }
    int bands = raster.getNumBands();
    boolean alpha = bands % 2 == 0;
    if (alpha) {
      requireOpaque(samples(raster, bands - 1), file);
    }
    int channels = alpha ? bands - 1 : bands;
    int plane = raster.getWidth() * raster.getHeight();
    byte[] pixels = new byte[channels * plane];
    for (int channel = 0; channel < channels; channel++) {
      int[] samples = samples(raster, channel);
      for (int i = 0; i < plane; i++) {
        pixels[channel * plane + i] = (byte) samples[i];
      }
    }
    return new Image(new Shape(channels, raster.getHeight(), raster.getWidth()), pixels);
  }

  private static Image palette(Raster raster, IndexColorModel palette, String file) {
    int[] indices = samples(raster, 0);
    boolean grey = true;
    for (int i = 0; i < palette.getMapSize(); i++) {
      boolean same =
          palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
      grey = grey && same;
    }
    int channels = grey ? 1 : 3;
    byte[] pixels = new byte[channels * indices.length];
    for (int i = 0; i < indices.length; i++) {
      if (palette.getAlpha(indices[i]) < 255) {
        throw transparent(file);
      }
      pixels[i] = (byte) palette.getRed(indices[i]);
      if (!grey) {
        pixels[indices.length + i] = (byte) palette.getGreen(indices[i]);
        pixels[2 * indices.length + i] = (byte) palette.getBlue(indices[i]);
      }
    }
    return new Image(new Shape(channels, raster.getHeight(), raster.getWidth()), pixels);
  }

  private static void requireOpaque(int[] alpha, String file) {
    for (int value : alpha) {
      if (value != 255) {
        throw transparent(file);
      }
    }
  }

  private static DataException transparent(String file) {
    return new DataException(
        ("Cannot read image: it has transparent pixels, whose colour means nothing (file=%s);"
                + " put it on a background")
            .formatted(file));
  }

  /** The samples of a band, top left to bottom right. */
  private static int[] samples(Raster raster, int band) {
    int[] samples = new int[raster.getWidth() * raster.getHeight()];
    return raster.getSamples(
        raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), band, samples);
  }
}
