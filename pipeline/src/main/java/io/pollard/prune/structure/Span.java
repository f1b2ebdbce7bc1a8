package io.pollard.prune.structure;

import io.pollard.network.Mask;
import java.util.function.IntConsumer;

/**
 * Evenly spaced runs of indices of the flat vector: {@code runs} runs of {@code length} consecutive
 * indices, the first from {@code start}, each {@code stride} behind the one before. A row of a
 * matrix is one run, a column many.
 *
 * @param start first index
 * @param length indices in a run
 * @param stride from the start of a run to the start of the next; at least {@code length}
 * @param runs number of runs
 */
public record Span(int start, int length, int stride, int runs) {

  public Span {
    if (start < 0 || length < 1 || runs < 1 || stride < length) {
      throw new IllegalArgumentException(
          "%d runs of %d indices from %d, %d apart".formatted(runs, length, start, stride));
    }
  }

  /** One run of consecutive indices. */
  public static Span of(int start, int length) {
    return new Span(start, length, length, 1);
  }

  /** Number of indices. */
  public int size() {
    return length * runs;
  }

  /** Visits the indices in ascending order. */
  public void forEach(IntConsumer index) {
    for (int run = 0; run < runs; run++) {
      int from = start + run * stride;
      for (int i = from; i < from + length; i++) {
        index.accept(i);
      }
    }
  }

  /** Whether a mask keeps any of the indices. */
  public boolean anyKept(Mask mask) {
    for (int run = 0; run < runs; run++) {
      int from = start + run * stride;
      for (int i = from; i < from + length; i++) {
        if (mask.kept(i)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The elements at the indices added to {@code sum}, in double and in index order. */
  public double sum(float[] elements, double sum) {
    double total = sum;
    for (int run = 0; run < runs; run++) {
      int from = start + run * stride;
      for (int i = from; i < from + length; i++) {
        total += elements[i];
      }
    }
    return total;
  }
}
