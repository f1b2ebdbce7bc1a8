package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetsTest {
  private static DatasetSpec spec(int validation, Normalization normalization) {
    return new DatasetSpec(
        Shipped.FASHION_MNIST_8K,
        Optional.empty(),
        new Shipped(),
        validation,
        0,
        normalization,
        Optional.of(1000),
        Optional.of(500));
  }

  @Test
  void splitsAreViewsOfOneSetOfPixels() {
    RawDataset raw = IdxFiles.small();
    DatasetSpec spec =
        new DatasetSpec(
            "small",
            Optional.of("/x"),
            new Idx(),
            2,
            5,
            Normalization.NONE,
            Optional.empty(),
            Optional.of(2));
    Dataset data = Datasets.of(spec, raw);
    Splits splits = Splits.of(spec, 6, 3);
    assertView(data.train(), raw.train(), splits.train());
    assertView(data.validation(), raw.train(), splits.validation());
    assertView(data.test(), raw.test(), splits.test());
    assertThat(data.validation().size()).isEqualTo(2);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.fingerprint()).isEqualTo(Fingerprint.of(raw));
  }

  private static void assertView(Samples samples, RawSplit raw, int[] examples) {
    byte[] pixels = ((RawValues.Pixels) raw.values()).values();
    assertThat(samples.size()).isEqualTo(examples.length);
    for (int i = 0; i < examples.length; i++) {
      assertThat(samples.label(i)).isEqualTo(raw.labels()[examples[i]]);
      float[] features = new float[6];
      samples.copy(i, features, 0);
      for (int j = 0; j < 6; j++) {
        assertThat(features[j]).isEqualTo(pixels[examples[i] * 6 + j] & 0xff);
      }
    }
  }

  @Test
  void settingsDoNotChangeTheFingerprint() {
    Dataset part = Datasets.load(spec(500, Normalization.STANDARD));
    assertThat(part.train().size()).isEqualTo(1000);
    assertThat(part.validation().size()).isEqualTo(500);
    assertThat(part.test().size()).isEqualTo(500);
    assertThat(part.fingerprint()).isEqualTo(Datasets.load(new DatasetSpec()).fingerprint());
  }

  @Test
  void standardFeaturesOfTheTrainingSplitHaveMeanZeroAndDeviationOne() {
    Samples train = Datasets.load(spec(500, Normalization.STANDARD)).train();
    double sum = 0;
    double squares = 0;
    float[] features = new float[784];
    for (int i = 0; i < train.size(); i++) {
      train.copy(i, features, 0);
      for (float feature : features) {
        sum += feature;
        squares += feature * (double) feature;
      }
    }
    double n = train.size() * 784.0;
    assertThat(sum / n).isBetween(-1e-6, 1e-6);
    assertThat(squares / n).isBetween(1 - 1e-6, 1 + 1e-6);
  }

  @Test
  void aVariableThatIsNotSetIsNamed() {
    DatasetSpec spec =
        new DatasetSpec(
            "mnist",
            Optional.of("${POLLARD_NO_SUCH_VARIABLE}/mnist"),
            new Idx(),
            0,
            0,
            Normalization.UNIT,
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> Datasets.load(spec))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("POLLARD_NO_SUCH_VARIABLE is not set");
  }
}
