package io.pollard.udfs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a group as bytes, so that collecting them costs a copy of each and no more: numbers as
 * they are, texts in UTF-8 with their length before them.
 */
final class Tuples {
  private Tuples() {}

  /** One row's bytes. */
  static byte[] encode(List<Object> row) {
    List<byte[]> texts = new ArrayList<>();
    int size = 0;
    for (Object cell : row) {
      byte[] text = cell instanceof String given ? given.getBytes(StandardCharsets.UTF_8) : null;
      size += text == null ? Long.BYTES : Integer.BYTES + text.length;
      texts.add(text == null ? new byte[0] : text);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int i = 0; i < row.size(); i++) {
      Object cell = row.get(i);
      if (cell instanceof String) {
        bytes.putInt(texts.get(i).length).put(texts.get(i));
      } else if (cell instanceof Double number) {
        bytes.putDouble(number);
      } else if (cell instanceof Long number) {
        bytes.putLong(number);
      } else {
        throw new IllegalArgumentException("no cell of a group: " + cell.getClass());
      }
    }
    return bytes.array();
  }

  /** The rows of the first {@code used} bytes. */
  static List<List<Object>> decode(byte[] bytes, int used, List<String> types) {
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, used);
    List<List<Object>> rows = new ArrayList<>();
    while (in.hasRemaining()) {
      List<Object> row = new ArrayList<>();
      for (String type : types) {
        row.add(
            switch (type) {
              case "double" -> (Object) in.getDouble();
              case "bigint" -> (Object) in.getLong();
              case "string" -> text(in);
              default -> throw new IllegalArgumentException("no type of a group: " + type);
            });
      }
      rows.add(row);
    }
    return rows;
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.getInt()];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** {@code first} with {@code second} behind its used bytes; grown by half or more if it is. */
  static byte[] append(byte[] first, int used, byte[] second, int count) {
    int needed = Math.addExact(used, count);
    byte[] grown =
        needed <= first.length ? first : Arrays.copyOf(first, Math.max(needed, used + used / 2));
    System.arraycopy(second, 0, grown, used, count);
    return grown;
  }
}
