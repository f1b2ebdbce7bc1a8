package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import io.pollard.testing.RealData;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Skipped where the real data is not at hand, see {@link RealData}. */
class RealDatasetsTest {
  private static DatasetSpec spec(String name, Path path, DatasetFormat format, int validation) {
    return new DatasetSpec(
        name,
        Optional.of(path.toString()),
        format,
        validation,
        0,
        Normalization.STANDARD,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void mnist() {
    Dataset data = Datasets.load(spec("mnist", RealData.require("mnist"), new Idx(), 5000));
    assertThat(data.shape()).isEqualTo(new Shape(1, 28, 28));
    assertThat(data.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(data.train().size()).isEqualTo(55_000);
    assertThat(data.validation().size()).isEqualTo(5_000);
    assertThat(data.test().size()).isEqualTo(10_000);
    assertThat(data.fingerprint())
        .isEqualTo("f9520be85eaee8da34e1207fbbbb3c9fefa45a4242e221746f97cefb205e9dc3");
  }

  @Test
  void theShippedSetIsTheOneInTheFolder() {
    Path folder = RealData.require("fashion-mnist-8k");
    RawDataset read = new Idx().read(Place.of(folder.toString()));
    Shipped shipped = new Shipped();
    RawDataset inJar = shipped.read(shipped.place(Shipped.FASHION_MNIST_8K, Optional.empty()));
    RawDataset named = new RawDataset(read.shape(), inJar.classes(), read.train(), read.test());
    assertThat(Fingerprint.of(named)).isEqualTo(Fingerprint.of(inJar));
  }
}
