package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import io.pollard.testing.RealData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
    RawDataset inJar =
        shipped.read(shipped.place(Shipped.FASHION_MNIST_8K, Optional.empty(), Map.of()));
    RawDataset named = new RawDataset(read.shape(), inJar.classes(), read.train(), read.test());
    assertThat(Fingerprint.of(named)).isEqualTo(Fingerprint.of(inJar));
  }

  /** A lossy copy of CIFAR-10: its statistics are those of the original within a fraction. */
  @Test
  void cifar10AsJpegInATar() {
    Path archive = RealData.require("cifar10-jpeg.tar");
    RawDataset data = new ImageTar().read(Place.of(archive.toString()));
    assertThat(data.shape()).isEqualTo(new Shape(3, 32, 32));
    assertThat(data.classes())
        .containsExactly(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck");
    assertThat(data.train().size()).isEqualTo(50_000);
    assertThat(data.test().size()).isEqualTo(10_000);
    for (int label = 0; label < 10; label++) {
      int wanted = label;
      assertThat(Arrays.stream(data.train().labels()).filter(l -> l == wanted)).hasSize(5000);
      assertThat(Arrays.stream(data.test().labels()).filter(l -> l == wanted)).hasSize(1000);
    }
    int[] all = IntStream.range(0, 50_000).toArray();
    Moments moments = Moments.of(data.train().values(), data.shape(), all);
    assertThat(moments.mean()).containsExactly(new double[] {125.3, 123.0, 113.9}, within(0.5));
    assertThat(moments.deviation()).containsExactly(new double[] {63.0, 62.1, 66.7}, within(0.5));
  }
}
