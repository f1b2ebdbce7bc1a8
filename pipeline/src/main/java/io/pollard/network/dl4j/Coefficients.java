package io.pollard.network.dl4j;

import io.pollard.DataException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The parameter vector inside a DL4J zip, in ND4J's binary form: two buffers (shape information,
 * then values), each a mode, a length, a type and big-endian values. Read and written here without
 * ND4J, so that no native library has to be loaded for it.
 */
final class Coefficients {
  private static final String MODE = "MIXED_DATA_TYPES";
  private static final Set<String> MODES = Set.of(MODE, "LONG_SHAPE");
  private static final Set<String> OLD_MODES = Set.of("DIRECT", "HEAP", "JAVACPP");

  /** ND4J's flag for float values in shape information. */
  private static final long FLOATS = 8192;

  private static final int CHUNK = 1 << 14;

  private Coefficients() {}

  private record Header(String type, int length) {}

  /**
   * The values, as floats.
   *
   * @param network name for messages
   * @throws DataException if the bytes are not exactly one vector of numbers
   */
  static float[] read(String network, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Header shape = header(network, in);
      in.skipNBytes((long) shape.length() * size(network, shape.type()));
      Header values = header(network, in);
      if ((long) values.length() * size(network, values.type()) != in.available()) {
        throw failure(
            network,
            values.length() + " values are announced, " + in.available() + " bytes follow");
      }
      return values(network, ByteBuffer.wrap(in.readAllBytes()), values);
    } catch (IOException e) {
      throw new DataException(
          "Cannot use network %s: its coefficients are cut off or damaged; save it again with ModelSerializer"
              .formatted(network),
          e);
    }
  }

  /** Writes a row vector of floats, byte for byte as ND4J does. */
  static void write(float[] vector, DataOutputStream out) throws IOException {
    long[] shape = {2, 1, vector.length, 1, 1, FLOATS, 1, 'c'};
    out.writeUTF(MODE);
    out.writeLong(shape.length);
    out.writeUTF("LONG");
    for (long value : shape) {
      out.writeLong(value);
    }
    out.writeUTF(MODE);
    out.writeLong(vector.length);
    out.writeUTF("FLOAT");
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES);
    for (int from = 0; from < vector.length; from += CHUNK) {
      int count = Math.min(CHUNK, vector.length - from);
      chunk.asFloatBuffer().put(vector, from, count);
      out.write(chunk.array(), 0, count * Float.BYTES);
    }
  }

  private static Header header(String network, DataInputStream in) throws IOException {
    String mode = in.readUTF();
    if (!MODES.contains(mode) && !OLD_MODES.contains(mode)) {
      throw failure(network, "they do not begin as ND4J's do");
    }
    long length = MODES.contains(mode) ? in.readLong() : in.readInt();
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw failure(network, "a length of " + length);
    }
    return new Header(in.readUTF(), (int) length);
  }

  private static int size(String network, String type) {
    return switch (type) {
      case "LONG", "DOUBLE" -> 8;
      case "INT", "FLOAT" -> 4;
      default -> throw failure(network, "values of type " + type);
    };
  }

  private static float[] values(String network, ByteBuffer bytes, Header header) {
    float[] vector = new float[header.length()];
    switch (header.type()) {
      case "FLOAT" -> bytes.asFloatBuffer().get(vector);
      case "DOUBLE" -> {
        for (int i = 0; i < vector.length; i++) {
          vector[i] = (float) bytes.getDouble();
        }
      }
      default -> throw failure(network, "values of type " + header.type());
    }
    return vector;
  }

  private static DataException failure(String network, String why) {
    return new DataException(
        "Cannot use network %s: its coefficients are not a vector of floats or doubles (%s); save it again with ModelSerializer"
            .formatted(network, why));
  }
}
