package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder();

  @AfterEach
  void close() {
    decoder.close();
  }

  private Image decode(byte[] content) {
    return decoder.decode(content, (height, width) -> {}, "x.png");
  }

  private static Image noise(int channels, int height, int width) {
    Shape shape = new Shape(channels, height, width);
    byte[] pixels = new byte[shape.size()];
    new Random(1).nextBytes(pixels);
    return new Image(shape, pixels);
  }

  private void assertDamaged(byte[] content, String message) {
    assertThatThrownBy(() -> decode(content)).isInstanceOf(DataException.class).hasMessage(message);
  }

  @Test
  void pngComesBackExactly() {
    for (int channels : new int[] {1, 3}) {
      Image image = noise(channels, 5, 7);
      Image decoded = decode(Pictures.encode(Pictures.picture(image), "png"));
      assertThat(decoded.shape()).isEqualTo(image.shape());
      assertThat(decoded.pixels()).containsExactly(image.pixels());
    }
  }

  @Test
  void flatJpegComesBackExactlyInTheRightChannels() {
    byte[] pixels = new byte[3 * 256];
    Arrays.fill(pixels, 0, 256, (byte) 254);
    Image red = new Image(new Shape(3, 16, 16), pixels);
    Image decoded = decode(Pictures.encode(Pictures.picture(red), "jpeg"));
    assertThat(decoded.shape()).isEqualTo(red.shape());
    assertThat(decoded.pixels()).containsExactly(red.pixels());
    Image grey = new Image(new Shape(1, 16, 16), Arrays.copyOf(pixels, 256));
    Image decodedGrey = decode(Pictures.encode(Pictures.picture(grey), "jpeg"));
    assertThat(decodedGrey.shape()).isEqualTo(grey.shape());
    assertThat(decodedGrey.pixels()).containsExactly(grey.pixels());
  }

  @Test
  void palettesAreGreyOrInColour() {
    byte[] ramp = {0, (byte) 100, (byte) 200, (byte) 255};
    byte[] other = {0, (byte) 100, (byte) 201, (byte) 255};
    IndexColorModel greys = new IndexColorModel(2, 4, ramp, ramp, ramp);
    IndexColorModel colours = new IndexColorModel(2, 4, ramp, other, ramp);
    byte[] red = {0, (byte) 100, (byte) 200, (byte) 255};
    Image grey = decode(Pictures.encode(indexed(greys), "png"));
    assertThat(grey.shape()).isEqualTo(new Shape(1, 1, 4));
    assertThat(grey.pixels()).containsExactly(red);
    Image colour = decode(Pictures.encode(indexed(colours), "png"));
    assertThat(colour.shape()).isEqualTo(new Shape(3, 1, 4));
    assertThat(Arrays.copyOfRange(colour.pixels(), 4, 8)).containsExactly(other);
    assertThat(Arrays.copyOfRange(colour.pixels(), 8, 12)).containsExactly(red);
  }

  private static BufferedImage indexed(IndexColorModel palette) {
    BufferedImage picture = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    for (int x = 0; x < 4; x++) {
      picture.getRaster().setSample(x, 0, 0, x);
    }
    return picture;
  }

  @Test
  void opaqueAlphaIsDroppedAndTransparencyRefused() {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0xff102030);
    picture.setRGB(1, 0, 0xff405060);
    Image decoded = decode(Pictures.encode(picture, "png"));
    assertThat(decoded.shape()).isEqualTo(new Shape(3, 1, 2));
    assertThat(decoded.pixels()).containsExactly(0x10, 0x40, 0x20, 0x50, 0x30, 0x60);
    picture.setRGB(1, 0, 0xfe405060);
    String message =
        "Cannot read image: it has transparent pixels, whose colour means nothing (file=x.png);"
            + " put it on a background";
    assertDamaged(Pictures.encode(picture, "png"), message);
    byte[] ramp = {0, 1};
    IndexColorModel palette = new IndexColorModel(1, 2, ramp, ramp, ramp, 0);
    assertDamaged(
        Pictures.encode(new BufferedImage(8, 1, BufferedImage.TYPE_BYTE_BINARY, palette), "png"),
        message);
  }

  @Test
  void sixteenBitsAreRefused() {
    assertDamaged(
        Pictures.encode(new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY), "png"),
        "Cannot read image: unusual depth (file=x.png, found=16 bits a channel, expected=8);"
            + " convert it");
  }

  @Test
  void whatIsNeitherJpegNorPngIsRefused() {
    assertDamaged(
        "GIF89a and so on".getBytes(StandardCharsets.UTF_8),
        "Cannot read image: neither JPEG nor PNG (file=x.png, found=47 49 46 38 39 61 20 61);"
            + " convert or remove it");
    assertDamaged(
        new byte[0],
        "Cannot read image: neither JPEG nor PNG (file=x.png, found=nothing);"
            + " convert or remove it");
  }

  @Test
  void truncatedJpeg() {
    byte[] whole = Pictures.encode(Pictures.picture(noise(3, 32, 32)), "jpeg");
    assertDamaged(
        Arrays.copyOf(whole, whole.length - 100),
        "Cannot read image: it is damaged, Truncated File - Missing EOI marker (file=x.png);"
            + " replace or remove it");
  }

  @Test
  void truncatedPng() {
    byte[] whole = Pictures.encode(Pictures.picture(noise(3, 32, 32)), "png");
    assertDamaged(
        Arrays.copyOf(whole, whole.length / 2),
        "Cannot read image: it is damaged, Error reading PNG image data (file=x.png);"
            + " replace or remove it");
  }

  /** However much is missing, no image comes out with other pixels than the whole one. */
  @Test
  void noTruncationGoesUnnoticed() {
    for (String format : new String[] {"jpeg", "png"}) {
      byte[] whole = Pictures.encode(Pictures.picture(noise(3, 16, 16)), format);
      byte[] expected = decode(whole).pixels();
      int refused = 0;
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        try {
          assertThat(decode(part).pixels()).containsExactly(expected);
        } catch (DataException e) {
          refused++;
        }
      }
      // The check sums and the end mark of a PNG come behind its pixels.
      assertThat(refused).isGreaterThanOrEqualTo(whole.length - 25);
      assertThat(decode(whole).pixels()).containsExactly(expected);
    }
  }

  @Test
  void aSizeIsRefusedBeforeThePixelsAreRead() {
    byte[] header = Arrays.copyOf(Pictures.png(3, 9, 8), 40);
    assertThatThrownBy(
            () ->
                decoder.decode(
                    header,
                    (height, width) -> {
                      throw new DataException(height + "x" + width);
                    },
                    "x.png"))
        .isInstanceOf(DataException.class)
        .hasMessage("9x8");
  }

  @Test
  void colourBecomesGreyByItsWeightsAndGreyBecomesColour() {
    Image colours =
        new Image(
            new Shape(3, 1, 4),
            new byte[] {(byte) 255, 0, 0, 10, 0, (byte) 255, 0, 20, 0, 0, (byte) 255, 30});
    Image grey = colours.in(ImageColor.GREY);
    assertThat(grey.shape()).isEqualTo(new Shape(1, 1, 4));
    assertThat(grey.pixels()).containsExactly(76, (byte) 150, 29, 18);
    Image back = grey.in(ImageColor.RGB);
    assertThat(back.shape()).isEqualTo(new Shape(3, 1, 4));
    assertThat(Arrays.copyOfRange(back.pixels(), 4, 8)).containsExactly(grey.pixels());
    assertThat(colours.in(ImageColor.RGB)).isSameAs(colours);
    assertThat(grey.in(ImageColor.GREY)).isSameAs(grey);
    assertThat(colours.in(ImageColor.AS_STORED)).isSameAs(colours);
  }
}
