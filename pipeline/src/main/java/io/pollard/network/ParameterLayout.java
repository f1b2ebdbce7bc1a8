package io.pollard.network;

import io.pollard.DataException;
import java.util.List;
import java.util.Optional;

/**
 * How a network's parameters lie in one contiguous float vector: slices in network order, without
 * gaps. Everything that is a vector over parameters (values, gradients, masks, scores, optimiser
 * state) uses the same index. Batch-norm statistics have a place in the vector but are no
 * parameters.
 *
 * @param slices in network order; the first starts at 0 and each starts where the one before ends
 */
public record ParameterLayout(List<Slice> slices) {

  /**
   * @throws IllegalArgumentException if the slices leave a gap or overlap
   */
  public ParameterLayout {
    slices = List.copyOf(slices);
    int at = 0;
    for (Slice slice : slices) {
      if (slice.offset() != at) {
        throw new IllegalArgumentException(
            "slice " + slice.tensor() + " starts at " + slice.offset() + ", expected " + at);
      }
      at = slice.end();
    }
  }

  /** Length of the flat vector, statistics included. */
  public int length() {
    return slices.isEmpty() ? 0 : slices.get(slices.size() - 1).end();
  }

  /** Number of parameters: everything but batch-norm statistics. */
  public int parameterCount() {
    return slices.stream().filter(s -> s.role().isParameter()).mapToInt(Slice::length).sum();
  }

  /** The slices that pruning may thin, in network order. */
  public List<Slice> prunable() {
    return slices.stream().filter(Slice::prunable).toList();
  }

  /** Number of elements that pruning may remove. */
  public int prunableCount() {
    return prunable().stream().mapToInt(Slice::length).sum();
  }

  public Optional<Slice> find(String layer, Role role) {
    return slices.stream().filter(s -> s.layer().equals(layer) && s.role() == role).findFirst();
  }

  /**
   * Checks that a vector fits this layout.
   *
   * @throws DataException if its length is another
   */
  public void requireFits(float[] vector, String what) {
    if (vector.length != length()) {
      throw new DataException(
          "Cannot use %s: its length is not the network's (found=%d, expected=%d); give the values of the same network"
              .formatted(what, vector.length, length()));
    }
  }
}
