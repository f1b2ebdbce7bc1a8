package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final Shape SHAPE = new Shape(1, 1, 2);
  private static final List<String> CLASSES = List.of("a", "b");

  private static RawSplit pixels(int first, int... labels) {
    byte[] values = new byte[2 * labels.length];
    values[0] = (byte) first;
    return new RawSplit(new RawValues.Pixels(values), labels);
  }

  private static RawSplit numbers(float first, int... labels) {
    float[] values = new float[2 * labels.length];
    values[0] = first;
    return new RawSplit(new RawValues.Numbers(values), labels);
  }

  @Test
  void everyPartOfTheContentCounts() {
    Set<String> seen = new HashSet<>();
    List<RawDataset> all =
        List.of(
            new RawDataset(SHAPE, CLASSES, pixels(1, 0, 1), pixels(1, 0)),
            new RawDataset(new Shape(1, 2, 1), CLASSES, pixels(1, 0, 1), pixels(1, 0)),
            new RawDataset(new Shape(2, 1, 1), CLASSES, pixels(1, 0, 1), pixels(1, 0)),
            new RawDataset(SHAPE, List.of("a", "c"), pixels(1, 0, 1), pixels(1, 0)),
            new RawDataset(SHAPE, List.of("ab", ""), pixels(1, 0, 1), pixels(1, 0)),
            new RawDataset(SHAPE, CLASSES, pixels(2, 0, 1), pixels(1, 0)),
            new RawDataset(SHAPE, CLASSES, pixels(1, 1, 0), pixels(1, 0)),
            new RawDataset(SHAPE, CLASSES, pixels(1, 0, 1), pixels(2, 0)),
            new RawDataset(SHAPE, CLASSES, pixels(1, 0, 1), pixels(1, 1)),
            new RawDataset(SHAPE, CLASSES, pixels(1, 0), pixels(1, 0, 1)),
            new RawDataset(SHAPE, CLASSES, numbers(1, 0, 1), numbers(1, 0)),
            new RawDataset(SHAPE, CLASSES, numbers(1, 0, 1), numbers(2, 0)));
    for (RawDataset data : all) {
      assertThat(seen.add(Fingerprint.of(data))).isTrue();
    }
  }

  /**
   * Known answers: warehouses name steps by them. Larger than the pieces that are hashed at once.
   */
  @Test
  void neverChanges() {
    assertThat(Fingerprint.of(IdxFiles.small()))
        .isEqualTo("b1fd5b9d02a76894b667a297f15427f867e342e1f5f74060472656544d7612b5");
    float[] values = new float[40_000];
    int[] labels = new int[20_000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i & 1;
      values[i] = i / 7f;
    }
    RawSplit split = new RawSplit(new RawValues.Numbers(values), labels);
    assertThat(Fingerprint.of(new RawDataset(SHAPE, CLASSES, split, numbers(3, 1))))
        .isEqualTo("9e9029789b177efc0b3f1400bbf364e23b810e38855ca0ce44540854232a6ef3");
  }
}
