package io.pollard.store;

import io.pollard.DataException;
import io.pollard.network.Mask;
import io.pollard.network.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint as rows. First come the texts and numbers (rows {@code checkpoint.*}), then the
 * tensors of the parameters in network order, then those of each state vector of the optimiser
 * ({@code optimizer.<k>.<tensor>}), and last {@code checkpoint.manifest}: a line {@code <checksum>
 * <part> <tensor>} for every row before it. So an altered row shows in its checksum, and a lost,
 * doubled or foreign one in the manifest.
 */
final class TensorRows {
  /** Elements of a row: 64 MiB of float32, so that no row needs much memory. */
  static final int PART = 1 << 24;

  static final String FLOAT32 = "float32";
  static final String INT64 = "int64";
  static final String UTF8 = "utf8";

  /** Elements one behind the other, little-endian; text as it is. */
  static final String RAW_LE = "raw-le";

  static final String NETWORK = "checkpoint.network";
  static final String CONFIGURATION = "checkpoint.configuration";
  static final String LAYOUT = "checkpoint.layout";
  static final String ITERATION = "checkpoint.iteration";
  static final String STEPS = "checkpoint.steps";
  static final String OPTIMIZER_VECTORS = "checkpoint.optimizer_vectors";
  static final String MANIFEST = "checkpoint.manifest";

  private final Checkpoint checkpoint;
  private final int part;
  private final Sink sink;
  private final StringBuilder manifest = new StringBuilder();
  private final Set<String> names = new HashSet<>();
  private long bytes;

  private TensorRows(Checkpoint checkpoint, int part, Sink sink) {
    this.checkpoint = checkpoint;
    this.part = part;
    this.sink = sink;
  }

  /** Takes rows. */
  @FunctionalInterface
  interface Sink {
    void accept(TensorRow row) throws IOException;
  }

  /**
   * What a checkpoint comes to.
   *
   * @param checksum of the manifest row, and so of everything
   * @param bytes of values and masks
   */
  record Summary(String checksum, long bytes) {}

  /** Hands out the rows one by one; no more than one exists at a time. */
  static Summary write(Checkpoint checkpoint, Sink sink) throws IOException {
    return write(checkpoint, PART, sink);
  }

  static Summary write(Checkpoint checkpoint, int part, Sink sink) throws IOException {
    return new TensorRows(checkpoint, part, sink).write();
  }

  /**
   * SHA-256 in hex over tensor, part, shape, dtype, encoding, values and mask, each with its length
   * before it. The step's id is left out, so that equal tensors of different steps have equal
   * checksums; the manifest covers it.
   */
  static String checksum(TensorRow row) {
    MessageDigest digest = Hashes.sha256();
    update(digest, row.tensor().getBytes(StandardCharsets.UTF_8));
    ByteBuffer numbers = ByteBuffer.allocate(4 * (2 + row.shape().size()));
    numbers.putInt(row.part()).putInt(row.shape().size());
    row.shape().forEach(numbers::putInt);
    digest.update(numbers.flip());
    update(digest, row.dtype().getBytes(StandardCharsets.UTF_8));
    update(digest, row.encoding().getBytes(StandardCharsets.UTF_8));
    update(digest, row.values());
    digest.update((byte) (row.mask().isPresent() ? 1 : 0));
    row.mask().ifPresent(mask -> update(digest, mask));
    return Hashes.hex(digest.digest());
  }

  /** The first line of a manifest. */
  static String head(String stepId) {
    return "step " + stepId + "\n";
  }

  /** The line of a row in a manifest. */
  static String line(TensorRow row) {
    return row.checksum() + " " + row.part() + " " + row.tensor() + "\n";
  }

  private Summary write() throws IOException {
    manifest.append(head(checkpoint.stepId()));
    text(NETWORK, checkpoint.network());
    text(CONFIGURATION, checkpoint.configuration());
    text(LAYOUT, LayoutText.write(checkpoint.layout()));
    number(ITERATION, checkpoint.state().iteration());
    number(STEPS, checkpoint.state().steps());
    number(OPTIMIZER_VECTORS, checkpoint.optimizerVectors());
    tensors("", checkpoint.state().parameters(), 0);
    for (int k = 0; k < checkpoint.optimizerVectors(); k++) {
      tensors(
          "optimizer." + k + ".",
          checkpoint.state().optimizerState(),
          k * checkpoint.layout().length());
    }
    TensorRow last = text(MANIFEST, manifest.toString());
    return new Summary(last.checksum(), bytes);
  }

  private void tensors(String prefix, float[] vector, int from) throws IOException {
    for (Slice slice : checkpoint.layout().slices()) {
      for (int begin = 0, n = 0; begin < slice.length() || n == 0; begin += part, n++) {
        int count = Math.min(part, slice.length() - begin);
        ByteBuffer values = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(vector, from + slice.offset() + begin, count);
        int first = slice.offset() + begin;
        row(
            prefix + slice.tensor(),
            n,
            slice.shape(),
            FLOAT32,
            values.array(),
            checkpoint.mask().flatMap(mask -> bits(mask, first, count)));
      }
    }
  }

  private static Optional<byte[]> bits(Mask mask, int first, int count) {
    byte[] bits = new byte[(count + 7) / 8];
    boolean dense = true;
    for (int i = 0; i < count; i++) {
      if (mask.kept(first + i)) {
        bits[i >>> 3] |= (byte) (1 << (i & 7));
      } else {
        dense = false;
      }
    }
    return dense ? Optional.empty() : Optional.of(bits);
  }

  private TensorRow text(String name, String value) throws IOException {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return row(name, 0, List.of(utf8.length), UTF8, utf8, Optional.empty());
  }

  private void number(String name, long value) throws IOException {
    byte[] values =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    row(name, 0, List.of(), INT64, values, Optional.empty());
  }

  private TensorRow row(
      String tensor,
      int index,
      List<Integer> shape,
      String dtype,
      byte[] values,
      Optional<byte[]> mask)
      throws IOException {
    if (!names.add(tensor + "/" + index)) {
      throw new DataException(
          "Cannot store the checkpoint of step %s: two of its tensors have the same name (tensor=%s); rename the layer"
              .formatted(checkpoint.stepId(), tensor));
    }
    TensorRow open =
        new TensorRow(checkpoint.stepId(), tensor, index, shape, dtype, RAW_LE, values, mask, "");
    TensorRow row = open.withChecksum(checksum(open));
    manifest.append(line(row));
    bytes += values.length + mask.map(bits -> bits.length).orElse(0);
    sink.accept(row);
    return row;
  }

  private static void update(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
