package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetSpecTest {
  private static DatasetSpec read(String text) {
    return Binder.read(text, DatasetSpec.class, "test.yaml");
  }

  @Test
  void theNameAloneIsAShippedDataSet() {
    DatasetSpec spec = read("{name: fashion-mnist-8k}");
    assertThat(spec).isEqualTo(new DatasetSpec());
    assertThat(Canonical.settings(spec)).isEqualTo("{\"name\":\"fashion-mnist-8k\"}");
  }

  @Test
  void everyKeyBindsAndComesBack() {
    DatasetSpec spec =
        read(
            "{name: mnist, path: '${DATA}/mnist', format: idx, validation: 5000, splitSeed: 3,"
                + " normalization: symmetric, trainLimit: 100, testLimit: 50}");
    assertThat(spec)
        .isEqualTo(
            new DatasetSpec(
                "mnist",
                Optional.of("${DATA}/mnist"),
                new Idx(),
                5000,
                3,
                Normalization.SYMMETRIC,
                Optional.of(100),
                Optional.of(50)));
    assertThat(read(Canonical.settings(spec))).isEqualTo(spec);
  }

  @Test
  void nameAndPlaceAndFormatAreNoPartOfTheIdentity() {
    DatasetSpec spec = read("{name: mnist, path: /data/mnist, format: idx, validation: 10}");
    assertThat(Canonical.identity(spec)).isEqualTo("{\"validation\":10}");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertRefused("{name: ' '}", "a data set needs a name");
    assertRefused("{name: fashion-mnist-8k, validation: -1}", "validation is at least 0, found -1");
    assertRefused("{name: fashion-mnist-8k, trainLimit: 0}", "trainLimit is at least 1, found 0");
    assertRefused("{name: fashion-mnist-8k, testLimit: -5}", "testLimit is at least 1, found -5");
    assertRefused("{name: mnist, format: idx}", "format idx needs a path");
    assertRefused(
        "{name: mnist, path: /data/mnist}",
        "a shipped data set has no path; say in which format /data/mnist is");
    assertRefused(
        "{name: mnist}",
        "no shipped data set is called mnist, only fashion-mnist-8k;"
            + " for another give its path and format");
  }

  private static void assertRefused(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aLocatedPathMeansTheSameToEveryProcess() {
    DatasetSpec spec = read("{name: mnist, path: '${DATA:-x}/../mnist', format: idx}");
    assertThat(spec.located(Map.of("DATA", "/data")).path()).contains("/mnist");
    assertThat(spec.located(Map.of()).path())
        .contains(Path.of("mnist").toAbsolutePath().toString());
    DatasetSpec remote = read("{name: mnist, path: 'hdfs://${HOST}/mnist', format: idx}");
    assertThat(remote.located(Map.of("HOST", "n1")).path()).contains("hdfs://n1/mnist");
    assertThat(new DatasetSpec().located(Map.of())).isEqualTo(new DatasetSpec());
  }

  @Test
  void augmentationBinds() {
    assertThat(Binder.read("{}", Augmentation.class, "test.yaml")).isEqualTo(new Augmentation());
    assertThat(
            Binder.read("{padAndCrop: 4, horizontalFlip: true}", Augmentation.class, "test.yaml"))
        .isEqualTo(new Augmentation(4, true));
    assertThatThrownBy(() -> Binder.read("{padAndCrop: -1}", Augmentation.class, "test.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("padAndCrop is at least 0, found -1");
  }
}
