package io.pollard.udfs;

import io.pollard.UserException;
import io.pollard.udfs.RowFunction.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions of stored masks: one bit per element, 1 = kept, the first element in the lowest bit of
 * the first byte, and null if everything is kept. Because null stands for a full mask, functions
 * need the number of elements, and only that being null makes their result null. O(elements).
 */
final class MaskFunctions {
  private static final Argument ELEMENTS = Argument.of("elements", "bigint");
  private static final Argument MASK = Argument.nullable("mask", "binary");

  static final RowFunction KEPT =
      new RowFunction(
          "pollard_kept",
          "number of elements that a mask keeps",
          List.of(ELEMENTS, MASK),
          "bigint",
          values -> Bits.of(values.get(0), values.get(1)).kept());

  static final RowFunction DENSITY =
      new RowFunction(
          "pollard_density",
          "share of elements that a mask keeps, in [0, 1]; null without elements",
          List.of(ELEMENTS, MASK),
          "double",
          values -> Bits.of(values.get(0), values.get(1)).density());

  static final RowFunction SPARSITY =
      new RowFunction(
          "pollard_sparsity",
          "share of elements that a mask removes, in [0, 1]; null without elements",
          List.of(ELEMENTS, MASK),
          "double",
          values -> {
            Double density = Bits.of(values.get(0), values.get(1)).density();
            return density == null ? null : 1.0 - density;
          });

  static final RowFunction OVERLAP =
      new RowFunction(
          "pollard_mask_overlap",
          "how far two masks agree: elements kept by the first, by the second, by both, by either,"
              + " and the Jaccard index both / either; null if neither keeps any",
          List.of(
              ELEMENTS,
              Argument.nullable("mask_a", "binary"),
              Argument.nullable("mask_b", "binary")),
          "struct<kept_a:bigint,kept_b:bigint,both:bigint,either:bigint,jaccard:double>",
          values ->
              Bits.of(values.get(0), values.get(1)).overlap(Bits.of(values.get(0), values.get(2))));

  private MaskFunctions() {}

  /**
   * A mask.
   *
   * @param elements their number
   * @param bytes its bits; null = all are kept
   */
  private record Bits(long elements, byte @Nullable [] bytes) {

    static Bits of(@Nullable Object elements, @Nullable Object mask) {
      long count = elements instanceof Long number ? number : 0;
      byte[] bytes = mask instanceof byte[] bits ? bits : null;
      if (count < 0 || (bytes != null && bytes.length != (count + 7) / 8)) {
        throw new UserException(
            "Cannot read a mask: it has %s bytes, %d elements take %d (elements=%d); give both from the same row of pollard_tensors"
                .formatted(bytes == null ? "no" : bytes.length, count, (count + 7) / 8, count));
      }
      return new Bits(count, bytes);
    }

    long kept() {
      long kept = 0;
      for (int i = 0; i < length(); i++) {
        kept += Integer.bitCount(octet(i));
      }
      return kept;
    }

    @Nullable Double density() {
      return elements == 0 ? null : (double) kept() / elements;
    }

    Struct overlap(Bits other) {
      long both = 0;
      long either = 0;
      for (int i = 0; i < length(); i++) {
        both += Integer.bitCount(octet(i) & other.octet(i));
        either += Integer.bitCount(octet(i) | other.octet(i));
      }
      return Struct.of(
          kept(), other.kept(), both, either, either == 0 ? null : (double) both / either);
    }

    private int length() {
      return (int) ((elements + 7) / 8);
    }

    /** Eight elements; those behind the last are not kept. */
    private int octet(int index) {
      int valid = index == length() - 1 && elements % 8 != 0 ? (1 << (elements % 8)) - 1 : 0xff;
      return (bytes == null ? 0xff : bytes[index]) & valid;
    }
  }
}
