package io.pollard.store;

import java.util.List;
import java.util.Optional;

/**
 * A row of {@code checkpoints}: a tensor, or a part of a large one.
 *
 * @param stepId the step that left it
 * @param tensor name within the checkpoint
 * @param part 0-based; a tensor of more than {@link TensorRows#PART} elements takes several rows
 * @param shape of the whole tensor
 * @param dtype {@code float32}, {@code int64} or {@code utf8}
 * @param encoding how {@code values} holds it
 * @param values the part's elements
 * @param mask one bit per element of the part, 1 = kept, first element in the lowest bit of the
 *     first byte; empty if all are kept
 * @param checksum SHA-256 of everything but the step's id, see {@link TensorRows#checksum}
 */
record TensorRow(
    String stepId,
    String tensor,
    int part,
    List<Integer> shape,
    String dtype,
    String encoding,
    byte[] values,
    Optional<byte[]> mask,
    String checksum) {

  TensorRow {
    shape = List.copyOf(shape);
  }

  TensorRow withChecksum(String newChecksum) {
    return new TensorRow(stepId, tensor, part, shape, dtype, encoding, values, mask, newChecksum);
  }
}
