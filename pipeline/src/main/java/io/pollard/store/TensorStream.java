package io.pollard.store;

import io.pollard.network.ParameterLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A checkpoint that is never held as a whole: its tensors, part by part, from any part of its file.
 * Every row is checked by its own checksum. Thread-safe.
 */
public final class TensorStream {
  /** Elements of a part, but for the last of a tensor. */
  public static final int PART = TensorRows.PART;

  private final Checkpoints checkpoints;
  private final String stepId;

  TensorStream(Checkpoints checkpoints, String stepId) {
    this.checkpoints = checkpoints;
    this.stepId = stepId;
  }

  /**
   * A part of a tensor.
   *
   * @param tensor its name
   * @param part its number, from 0
   * @param values its elements
   * @param mask one bit an element, 1 = kept; empty if all are kept
   */
  public record Part(String tensor, int part, float[] values, Optional<byte[]> mask) {}

  /** Size of the file, to be cut into ranges. */
  public long length() {
    return checkpoints.length(stepId);
  }

  /**
   * Where the network's parameters lie.
   *
   * @throws io.pollard.DataException if the checkpoint is not there, or damaged
   */
  public ParameterLayout layout() {
    List<String> found = new ArrayList<>();
    checkpoints.stream(
        stepId,
        0,
        Long.MAX_VALUE,
        row -> {
          if (row.tensor().equals(TensorRows.LAYOUT)) {
            found.add(new String(row.values(), StandardCharsets.UTF_8));
          }
          return found.isEmpty();
        });
    return LayoutText.read(found.get(0));
  }

  /**
   * Hands out the wanted tensors of a range of the file, one part at a time. Ranges that cover the
   * file give every part once.
   *
   * @param from first byte
   * @param to behind the last byte
   * @throws io.pollard.DataException if the checkpoint is not there, or damaged
   */
  public void read(long from, long to, Predicate<String> wanted, Consumer<Part> consumer) {
    checkpoints.stream(
        stepId,
        from,
        to,
        row -> {
          if (wanted.test(row.tensor())) {
            float[] values = new float[row.values().length / Float.BYTES];
            ByteBuffer.wrap(row.values())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
            consumer.accept(new Part(row.tensor(), row.part(), values, row.mask()));
          }
          return true;
        });
  }
}
