package io.pollard.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    fingerprint.text(VERSION);
    fingerprint.number(data.shape().channels());
    fingerprint.number(data.shape().height());
    fingerprint.number(data.shape().width());
    fingerprint.number(data.classes().size());
    data.classes().forEach(fingerprint::text);
    fingerprint.split(data.train());
    fingerprint.split(data.test());
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void split(RawSplit split) {
    number(split.size());
    ByteBuffer labels = ByteBuffer.allocate(PIECE);
    for (int label : split.labels()) {
      labels.putInt(label);
      drain(labels, false);
    }
    drain(labels, true);
    if (split.values() instanceof RawValues.Pixels pixels) {
      text("pixels");
      digest.update(pixels.values());
      return;
    }
    text("numbers");
    ByteBuffer numbers = ByteBuffer.allocate(PIECE);
    for (float number : ((RawValues.Numbers) split.values()).values()) {
      numbers.putFloat(number);
      drain(numbers, false);
    }
    drain(numbers, true);
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
