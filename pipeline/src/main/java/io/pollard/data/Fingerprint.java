package io.pollard.data;

import io.pollard.network.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash that names a data set's content: SHA-256 over a version mark, the shape, the class
 * names, and for train and test the number of examples, the kind of values, the labels and the
 * values, in order. Strings are UTF-8 and carry their length, numbers are big-endian. Path,
 * container and compression have no part in it.
 */
final class Fingerprint {
  private static final String VERSION = "pollard data set 1";

  /** Numbers are fed in pieces of this many bytes. */
  private static final int PIECE = 1 << 16;

  private final MessageDigest digest;

  private Fingerprint(MessageDigest digest) {
    this.digest = digest;
  }

  /** 64 lower-case hexadecimal digits. */
  static String of(RawDataset data) {
    Fingerprint fingerprint = new Fingerprint(sha256());
    fingerprint.head(data.shape(), data.classes());
    for (RawSplit split : List.of(data.train(), data.test())) {
      fingerprint.labels(split.labels());
      fingerprint.kind(split.values());
      fingerprint.values(split.values());
    }
    return fingerprint.hex();
  }

  /** The same of a data set in pieces, of which one is in memory at a time. */
  static String of(Pieces data) {
    Fingerprint fingerprint = new Fingerprint(sha256());
    fingerprint.head(data.shape(), data.classes());
    for (List<Piece> split : List.of(data.train(), data.test())) {
      fingerprint.labels(Pieces.labels(split));
      boolean first = true;
      for (Piece piece : split) {
        RawValues values = piece.values();
        if (first) {
          fingerprint.kind(values);
        }
        fingerprint.values(values);
        first = false;
      }
    }
    return fingerprint.hex();
  }

  private void head(Shape shape, List<String> classes) {
    text(VERSION);
    number(shape.channels());
    number(shape.height());
    number(shape.width());
    number(classes.size());
    classes.forEach(this::text);
  }

  private void labels(int[] all) {
    number(all.length);
    ByteBuffer labels = ByteBuffer.allocate(PIECE);
    for (int label : all) {
      labels.putInt(label);
      drain(labels, false);
    }
    drain(labels, true);
  }

  private void kind(RawValues values) {
    text(values instanceof RawValues.Pixels ? "pixels" : "numbers");
  }

  private void values(RawValues values) {
    if (values instanceof RawValues.Pixels pixels) {
      digest.update(pixels.values());
      return;
    }
    ByteBuffer numbers = ByteBuffer.allocate(PIECE);
    for (float number : ((RawValues.Numbers) values).values()) {
      numbers.putFloat(number);
      drain(numbers, false);
    }
    drain(numbers, true);
  }

  private String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void drain(ByteBuffer buffer, boolean last) {
    if (last || !buffer.hasRemaining()) {
      buffer.flip();
      digest.update(buffer);
      buffer.clear();
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
