package io.pollard.udfs;

import io.pollard.UserException;
import io.pollard.udfs.RowFunction.Argument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Functions of a stored tensor: float32, little-endian, with its mask (null = all kept). Time and
 * memory O(elements), quantiles O(elements log elements).
 */
final class TensorFunctions {
  private static final Argument VALUES = Argument.of("values", "binary");
  private static final Argument MASK = Argument.nullable("mask", "binary");

  static final RowFunction WEIGHTS =
      new RowFunction(
          "pollard_weights",
          "the kept elements of a tensor, in order",
          List.of(VALUES, MASK),
          "array<float>",
          values -> boxed(kept(values.get(0), values.get(1))));

  static final RowFunction HISTOGRAM =
      new RowFunction(
          "pollard_histogram",
          "counts of the kept elements in bins of equal width from the least to the greatest; the"
              + " last bin has its upper end; elements that are not finite are left out",
          List.of(VALUES, MASK, Argument.of("bins", "int")),
          "array<struct<low:double,high:double,count:bigint>>",
          values -> histogram(kept(values.get(0), values.get(1)), values.get(2)));

  static final RowFunction QUANTILES =
      new RowFunction(
          "pollard_quantiles",
          "quantiles of the kept elements, linear between neighbours; NaN is the greatest number",
          List.of(VALUES, MASK, Argument.of("shares", "array<double>")),
          "array<double>",
          values -> quantiles(kept(values.get(0), values.get(1)), values.get(2)));

  static final RowFunction EFFECTIVE_BITS =
      new RowFunction(
          "pollard_effective_bits",
          "bits per element, in the mean, of the best code for the elements one by one: the entropy"
              + " of their values, pruned ones being 0; null without elements",
          List.of(VALUES, MASK),
          "double",
          values -> entropy(masked(values.get(0), values.get(1))));

  private TensorFunctions() {}

  private static float[] elements(@Nullable Object values) {
    byte[] bytes = values instanceof byte[] given ? given : new byte[0];
    float[] elements = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(elements);
    return elements;
  }

  private static boolean isKept(byte @Nullable [] mask, int index) {
    return mask == null || (mask[index >>> 3] >>> (index & 7) & 1) == 1;
  }

  private static byte @Nullable [] mask(@Nullable Object mask, int elements) {
    if (!(mask instanceof byte[] bits)) {
      return null;
    }
    if (bits.length != (elements + 7) / 8) {
      throw new UserException(
          "Cannot read a tensor: its mask has %d bytes, %d elements take %d; give values and mask from the same row of pollard_tensors"
              .formatted(bits.length, elements, (elements + 7) / 8));
    }
    return bits;
  }

  private static float[] kept(@Nullable Object values, @Nullable Object mask) {
    float[] all = elements(values);
    byte[] bits = mask(mask, all.length);
    float[] kept = new float[all.length];
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (isKept(bits, i)) {
        kept[count++] = all[i];
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private static float[] masked(@Nullable Object values, @Nullable Object mask) {
    float[] all = elements(values);
    byte[] bits = mask(mask, all.length);
    for (int i = 0; i < all.length; i++) {
      if (!isKept(bits, i)) {
        all[i] = 0f;
      }
    }
    return all;
  }

  private static List<Float> boxed(float[] values) {
    List<Float> boxed = new ArrayList<>(values.length);
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  private static List<Struct> histogram(float[] weights, @Nullable Object wanted) {
    int bins = wanted instanceof Integer number ? number : 0;
    if (bins < 1 || bins > 100_000) {
      throw new UserException(
          "Cannot count weights: the number of bins lies in [1, 100000] (bins=%d); give another"
              .formatted(bins));
    }
    double[] finite =
        IntStream.range(0, weights.length)
            .mapToDouble(i -> weights[i])
            .filter(Double::isFinite)
            .toArray();
    if (finite.length == 0) {
      return List.of();
    }
    double low = Arrays.stream(finite).min().orElseThrow();
    double high = Arrays.stream(finite).max().orElseThrow();
    long[] counts = new long[bins];
    for (double weight : finite) {
      double place = high == low ? 0 : (weight - low) / (high - low) * bins;
      counts[Math.min(bins - 1, (int) place)]++;
    }
    List<Struct> rows = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      double begin = low + (high - low) * bin / bins;
      double end = bin == bins - 1 ? high : low + (high - low) * (bin + 1) / bins;
      rows.add(Struct.of(begin, end, counts[bin]));
    }
    return rows;
  }

  private static List<@Nullable Object> quantiles(float[] weights, @Nullable Object wanted) {
    float[] sorted = weights.clone();
    Arrays.sort(sorted);
    List<@Nullable Object> quantiles = new ArrayList<>();
    if (wanted instanceof List<?> shares) {
      for (Object share : shares) {
        quantiles.add(share instanceof Double given ? quantile(sorted, given) : null);
      }
    }
    return quantiles;
  }

  /** Hyndman and Fan's (1996) definition 7, as Spark's percentile. */
  private static @Nullable Double quantile(float[] sorted, double share) {
    if (!(share >= 0.0 && share <= 1.0)) {
      throw new UserException(
          "Cannot compute a quantile: a share lies in [0, 1] (share=%s); give another"
              .formatted(share));
    }
    if (sorted.length == 0) {
      return null;
    }
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    return below == above
        ? (double) sorted[below]
        : sorted[below] * (above - place) + sorted[above] * (place - below);
  }

  /** Distinct are values of different bits, but 0.0 and -0.0 are one, and so are all NaNs. */
  private static @Nullable Double entropy(float[] values) {
    if (values.length == 0) {
      return null;
    }
    Map<Integer, Integer> counts = new HashMap<>();
    for (float value : values) {
      counts.merge(Float.floatToIntBits(value + 0.0f), 1, Integer::sum);
    }
    int[] sorted = counts.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    double bits = 0.0;
    for (int count : sorted) { // In a fixed order: a sum's last bits depend on it.
      double share = (double) count / values.length;
      bits -= share * (StrictMath.log(share) / StrictMath.log(2));
    }
    return bits + 0.0; // Not -0.0 for one value only.
  }
}
