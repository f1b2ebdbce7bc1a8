package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawDatasetTest {
  private static RawSplit pixels(int values, int... labels) {
    return new RawSplit(new RawValues.Pixels(new byte[values]), labels);
  }

  private static void assertRefused(RawSplit train, RawSplit test, String message) {
    assertThatThrownBy(() -> new RawDataset(new Shape(1, 2, 2), List.of("a", "b"), train, test))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatAFormatMustNotHandOver() {
    assertRefused(pixels(0), pixels(4, 0), "train is empty");
    assertRefused(pixels(4, 1), pixels(0), "test is empty");
    assertRefused(
        pixels(7, 0, 1), pixels(4, 0), "train has 7 values for 2 examples of shape 1x2x2");
    assertRefused(pixels(4, 1), pixels(4, 2), "test has label 2, but there are 2 classes");
    assertRefused(pixels(4, -1), pixels(4, 1), "train has label -1, but there are 2 classes");
    assertRefused(
        pixels(4, 1),
        new RawSplit(new RawValues.Numbers(new float[4]), new int[1]),
        "train and test hold different kinds of values");
  }
}
