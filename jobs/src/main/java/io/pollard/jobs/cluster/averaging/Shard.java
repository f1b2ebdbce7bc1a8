package io.pollard.jobs.cluster.averaging;

import io.pollard.data.RawSplit;
import io.pollard.data.RawValues;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Some examples of the training or the test files, in memory.
 *
 * @param examples their numbers in the files, ascending
 * @param labels class index of each
 * @param pixels their values, where those are pixels; else empty
 * @param numbers their values, where those are numbers; else empty
 */
@SuppressWarnings("ArrayRecordComponent")
record Shard(int[] examples, int[] labels, byte[] pixels, float[] numbers) implements Serializable {

  /**
   * The examples of a piece that somebody owns.
   *
   * @param values of the whole piece
   * @param labels of the whole piece
   * @param first number of its first example
   * @param owners by number of the example
   * @param size values of an example
   */
  static Shard of(RawValues values, int[] labels, int first, int[] owners, int owner, int size) {
    int[] examples = new int[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (owners[first + i] == owner) {
        examples[count++] = first + i;
      }
    }
    Shard shard = empty(Arrays.copyOf(examples, count), values instanceof RawValues.Pixels, size);
    for (int i = 0; i < count; i++) {
      int at = examples[i] - first;
      shard.labels[i] = labels[at];
      if (values instanceof RawValues.Pixels all) {
        System.arraycopy(all.values(), at * size, shard.pixels, i * size, size);
      } else {
        float[] from = ((RawValues.Numbers) values).values();
        System.arraycopy(from, at * size, shard.numbers, i * size, size);
      }
    }
    return shard;
  }

  /**
   * Several as one.
   *
   * @param parts each of other pieces, at least one, in the order of their examples
   */
  static Shard concatenated(List<Shard> parts) {
    int count = parts.stream().mapToInt(Shard::size).sum();
    int[] examples = new int[count];
    int at = 0;
    for (Shard part : parts) {
      System.arraycopy(part.examples, 0, examples, at, part.size());
      at += part.size();
    }
    boolean pixels = parts.stream().anyMatch(part -> part.pixels.length > 0);
    Shard first = parts.get(0);
    int size = first.size() == 0 ? 0 : (first.pixels.length + first.numbers.length) / first.size();
    Shard whole = empty(examples, pixels, size);
    at = 0;
    for (Shard part : parts) {
      System.arraycopy(part.labels, 0, whole.labels, at, part.size());
      if (pixels) {
        System.arraycopy(part.pixels, 0, whole.pixels, at * size, part.pixels.length);
      } else {
        System.arraycopy(part.numbers, 0, whole.numbers, at * size, part.numbers.length);
      }
      at += part.size();
    }
    return whole;
  }

  private static Shard empty(int[] examples, boolean pixels, int size) {
    int values = Math.multiplyExact(examples.length, size);
    return new Shard(
        examples,
        new int[examples.length],
        new byte[pixels ? values : 0],
        new float[pixels ? 0 : values]);
  }

  int size() {
    return labels.length;
  }

  RawSplit split() {
    RawValues values =
        numbers.length > 0 ? new RawValues.Numbers(numbers) : new RawValues.Pixels(pixels);
    return new RawSplit(values, labels);
  }
}
