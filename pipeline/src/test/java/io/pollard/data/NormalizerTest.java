package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Shape;
import org.junit.jupiter.api.Test;

class NormalizerTest {
  /** Two channels of one pixel; the third example takes no part in the statistics. */
  private static final Shape SHAPE = new Shape(2, 1, 1);

  private static final int[] LABELS = {0, 1, 0};

  private static final RawSplit PIXELS =
      new RawSplit(
          new RawValues.Pixels(new byte[] {(byte) 200, 7, (byte) 100, 7, (byte) 255, 0}), LABELS);

  private static final RawSplit NUMBERS =
      new RawSplit(new RawValues.Numbers(new float[] {3f, -1f, 1f, -1f, 100f, 0f}), LABELS);

  private static Samples samples(Normalization kind, RawSplit split) {
    return Normalizer.of(kind, "x", split.values(), SHAPE, new int[] {0, 1})
        .apply(split, new int[] {0, 1, 2});
  }

  private static float[] features(Samples samples) {
    float[] features = new float[7];
    for (int i = 0; i < 3; i++) {
      samples.copy(i, features, 1 + 2 * i);
    }
    return features;
  }

  @Test
  void unit() {
    Samples samples = samples(Normalization.UNIT, PIXELS);
    assertThat(features(samples))
        .containsExactly(0f, 200f / 255f, 7f / 255f, 100f / 255f, 7f / 255f, 1f, 0f);
    assertThat(samples.padding(0)).isZero();
  }

  @Test
  void none() {
    Samples samples = samples(Normalization.NONE, PIXELS);
    assertThat(features(samples)).containsExactly(0f, 200f, 7f, 100f, 7f, 255f, 0f);
    assertThat(samples.padding(1)).isZero();
    assertThat(features(samples(Normalization.NONE, NUMBERS)))
        .containsExactly(0f, 3f, -1f, 1f, -1f, 100f, 0f);
  }

  @Test
  void symmetric() {
    Samples samples = samples(Normalization.SYMMETRIC, PIXELS);
    float[] features = features(samples);
    assertThat(features[1]).isEqualTo((float) (200 / 127.5 - 1));
    assertThat(features[5]).isEqualTo(1f);
    assertThat(features[6]).isEqualTo(-1f);
    assertThat(samples.padding(1)).isEqualTo(-1f);
  }

  @Test
  void standardTakesItsStatisticsFromTheTrainingExamplesPerChannel() {
    Samples samples = samples(Normalization.STANDARD, PIXELS);
    // Mean 150, deviation 50; the second channel is constant: mean 7, divided by 1.
    assertThat(features(samples)).containsExactly(0f, 1f, 0f, -1f, 0f, (float) (105 / 50.0), -7f);
    assertThat(samples.padding(0)).isEqualTo(-3f);
    assertThat(samples.padding(1)).isEqualTo(-7f);
  }

  @Test
  void standardOverNumbers() {
    Samples samples = samples(Normalization.STANDARD, NUMBERS);
    assertThat(features(samples)).containsExactly(0f, 1f, 0f, -1f, 0f, 98f, 1f);
    assertThat(samples.padding(0)).isEqualTo(-2f);
    assertThat(samples.padding(1)).isEqualTo(1f);
    assertThat(samples.label(1)).isEqualTo(1);
    assertThat(samples.size()).isEqualTo(3);
  }

  @Test
  void momentsOfManyPixelsAreExact() {
    // Half 0, half 255 over more pixels than squares fit a 32-bit sum of.
    byte[] pixels = new byte[1 << 20];
    for (int i = 0; i < pixels.length; i += 2) {
      pixels[i] = (byte) 255;
    }
    Moments moments =
        Moments.of(new RawValues.Pixels(pixels), new Shape(1, 1 << 10, 1 << 9), new int[] {0, 1});
    assertThat(moments.mean()).containsExactly(127.5);
    assertThat(moments.deviation()).containsExactly(127.5);
  }

  @Test
  void numbersAreNoPixels() {
    assertThatThrownBy(() -> samples(Normalization.UNIT, NUMBERS))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot normalise data set x: its features are numbers, not pixels of 0..255"
                + " (normalization=unit); write normalization: standard or normalization: none");
    assertThatThrownBy(() -> samples(Normalization.SYMMETRIC, NUMBERS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("(normalization=symmetric)");
  }
}
