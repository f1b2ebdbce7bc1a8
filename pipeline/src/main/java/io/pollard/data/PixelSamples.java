package io.pollard.data;

import io.pollard.network.Shape;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Some of the examples of a set of pixels, which several splits share. Normalisation is a table of
 * 256 entries per channel: one byte per value in memory, one look-up per value read.
 */
final class PixelSamples implements Samples {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Bytes that come from memory together. */
  private static final int LINE = 64;

  private final byte[] pixels;
  private final int[] labels;
  private final int[] examples;
  private final float[][] tables;
  private final int plane;

  /**
   * @param pixels {@code [n, channels, height, width]}, unsigned
   * @param labels {@code [n]}
   * @param examples which of the n, in the order of this split
   * @param tables {@code [channels][256]}, raw pixel to feature
   */
  PixelSamples(byte[] pixels, int[] labels, int[] examples, float[][] tables, Shape shape) {
    this.pixels = pixels;
    this.labels = labels;
    this.examples = examples;
    this.tables = tables;
    this.plane = shape.height() * shape.width();
  }

  @Override
  public int size() {
    return examples.length;
  }

  @Override
  public int label(int index) {
    return labels[examples[index]];
  }

  /**
   * Reads a byte of every cache line. Reads that do not wait for each other overlap; a look-up a
   * pixel keeps the processor too busy to come to the next example's lines.
   */
  @Override
  public void expect(int[] indices, int from, int count) {
    int bytes = tables.length * plane;
    int sum = 0;
    for (int i = from; i < from + count; i++) {
      int example = examples[indices[i]];
      sum += labels[example];
      for (int at = example * bytes; at < (example + 1) * bytes; at += LINE) {
        sum += pixels[at];
      }
    }
    if (sum == Integer.MIN_VALUE) {
      // Never so; but reads whose values nobody needs would not be done.
      throw new IllegalStateException("labels of no class");
    }
  }

  @Override
  public void copy(int index, float[] into, int offset) {
    int from = examples[index] * tables.length * plane;
    int to = offset;
    for (float[] table : tables) {
      copy(table, from, into, to);
      from += plane;
      to += plane;
    }
  }

  /** One plane. Eight pixels at a time that are all 0 are passed over: of digits, most are. */
  private void copy(float[] table, int from, float[] into, int to) {
    Arrays.fill(into, to, to + plane, table[0]);
    int i = 0;
    for (; i + Long.BYTES <= plane; i += Long.BYTES) {
      if ((long) EIGHT.get(pixels, from + i) != 0L) {
        look(table, from + i, into, to + i, Long.BYTES);
      }
    }
    look(table, from + i, into, to + i, plane - i);
  }

  private void look(float[] table, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = table[pixels[from + i] & 0xff];
    }
  }

  @Override
  public float padding(int channel) {
    return tables[channel][0];
  }
}
