package io.pollard.network.onnx;

import io.pollard.network.Shape;
import io.pollard.random.Draws;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Lines of text as the text-direction classifier sees them: 48 pixels high, 192 wide, blue, green,
 * red, {@code (x / 255 - 0.5) / 0.5}; every second one turned by 180 degrees. Fonts, sizes,
 * colours, places and words are drawn by the seed. For tests.
 */
public final class TextLines {
  public static final Shape SHAPE = new Shape(3, 48, 192);

  private static final List<String> WORDS =
      List.of(
          "invoice",
          "Total",
          "amount",
          "Street",
          "page",
          "Number",
          "delivery",
          "Thursday",
          "read",
          "Lamp",
          "garden",
          "Export",
          "of",
          "the",
          "and",
          "Qty.",
          "1,240.50",
          "2026-11-26",
          "No. 17",
          "pruned",
          "Berlin",
          "fast",
          "train",
          "(copy)",
          "left",
          "Gauge",
          "type",
          "jump",
          "why?",
          "EUR 12",
          "layer",
          "signed",
          "by",
          "hand");

  private TextLines() {}

  /**
   * One line.
   *
   * @param turned by 180 degrees
   */
  public static float[] line(long seed, int index, boolean turned) {
    return features(draw(Draws.of(seed, "line", index), turned));
  }

  /** Lines one behind the other; those of odd index are turned. */
  public static float[] batch(long seed, int from, int count) {
    float[] all = new float[count * SHAPE.size()];
    for (int i = 0; i < count; i++) {
      float[] one = line(seed, from + i, (from + i) % 2 == 1);
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  private static BufferedImage draw(Draws draws, boolean turned) {
    int width = SHAPE.width();
    int height = SHAPE.height();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      int light = 190 + draws.nextInt(66);
      int dark = draws.nextInt(90);
      boolean inverted = draws.nextInt(4) == 0;
      g.setColor(grey(inverted ? dark : light, draws));
      g.fillRect(0, 0, width, height);
      if (turned) {
        g.rotate(Math.PI, width / 2.0, height / 2.0);
      }
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      List<String> fonts = List.of(Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED);
      int style = draws.nextInt(2) == 0 ? Font.PLAIN : Font.BOLD;
      int size = 26 + draws.nextInt(10);
      g.setFont(new Font(fonts.get(draws.nextInt(fonts.size())), style, size));
      g.setColor(grey(inverted ? light : dark, draws));
      StringBuilder text = new StringBuilder();
      while (g.getFontMetrics().stringWidth(text.toString()) < width - 40) {
        text.append(WORDS.get(draws.nextInt(WORDS.size()))).append(' ');
      }
      g.drawString(text.toString(), 2 + draws.nextInt(8), 34 + draws.nextInt(5));
    } finally {
      g.dispose();
    }
    return image;
  }

  private static Color grey(int value, Draws draws) {
    int spread = 20;
    return new Color(
        Math.min(255, value + draws.nextInt(spread)),
        Math.min(255, value + draws.nextInt(spread)),
        Math.min(255, value + draws.nextInt(spread)));
  }

  private static float[] features(BufferedImage image) {
    int pixels = SHAPE.height() * SHAPE.width();
    float[] features = new float[SHAPE.size()];
    for (int i = 0; i < pixels; i++) {
      int rgb = image.getRGB(i % SHAPE.width(), i / SHAPE.width());
      features[i] = scaled(rgb & 0xFF);
      features[pixels + i] = scaled((rgb >> 8) & 0xFF);
      features[2 * pixels + i] = scaled((rgb >> 16) & 0xFF);
    }
    return features;
  }

  private static float scaled(int value) {
    return (value / 255.0f - 0.5f) / 0.5f;
  }
}
