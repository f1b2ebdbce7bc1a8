package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every format that the service loader finds has to hold. */
class DatasetFormatContractTest {
  @TempDir Path folder;

  /** Stores a data set as a format reads it, and says where. */
  private interface Writer {
    Path write(Path folder, RawDataset data);
  }

  private static final Map<String, Writer> WRITERS =
      Map.of(
          "idx",
          (folder, data) -> IdxFiles.write(folder, data, true),
          "cifar-binary",
          DatasetFormatContractTest::writeCifar,
          "image-folder",
          (folder, data) -> Pictures.writeFolder(folder, Pictures.files(data)),
          "image-tar",
          (folder, data) -> Pictures.writeTar(folder.resolve("x.tar"), Pictures.files(data)),
          "parquet",
          (folder, data) -> {
            ParquetExport.write(data, folder.toString());
            return folder;
          });

  static Stream<DatasetFormat> formats() {
    return ServiceLoader.load(DatasetFormat.class).stream().map(ServiceLoader.Provider::get);
  }

  static Stream<DatasetFormat> formatsOfPaths() {
    return formats().filter(format -> !(format instanceof Shipped));
  }

  /** Ten classes of one grey or coloured image each, in an order that every format keeps. */
  private static RawDataset sample(DatasetFormat format) {
    Shape shape = new Shape(format instanceof Idx ? 1 : 3, 32, 32);
    int[] labels = IntStream.range(0, 10).toArray();
    return new RawDataset(
        shape,
        IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
        new RawSplit(Pictures.pixels(10 * shape.size(), 7), labels),
        new RawSplit(Pictures.pixels(10 * shape.size(), 11), labels));
  }

  private static Path writeCifar(Path folder, RawDataset data) {
    byte[] train = cifar(data.train());
    for (int i = 0; i < 5; i++) {
      byte[] batch = Arrays.copyOfRange(train, i * 2 * 3073, (i + 1) * 2 * 3073);
      IdxFiles.put(folder, "data_batch_" + (i + 1) + ".bin", batch, false);
    }
    IdxFiles.put(folder, "test_batch.bin", cifar(data.test()), false);
    return folder;
  }

  private static byte[] cifar(RawSplit split) {
    byte[] pixels = ((RawValues.Pixels) split.values()).values();
    byte[] records = new byte[split.size() * 3073];
    for (int i = 0; i < split.size(); i++) {
      records[i * 3073] = (byte) split.labels()[i];
      System.arraycopy(pixels, i * 3072, records, i * 3073 + 1, 3072);
    }
    return records;
  }

  @ParameterizedTest
  @MethodSource("formatsOfPaths")
  void readsWhatWasWritten(DatasetFormat format) {
    assertThat(WRITERS)
        .as("a writer for the contract test of every format")
        .containsKey(format.name());
    RawDataset data = sample(format);
    Path path = WRITERS.get(format.name()).write(folder, data);
    RawDataset read = format.read(format.place("x", Optional.of(path.toString()), Map.of()));
    assertThat(Fingerprint.of(read)).isEqualTo(Fingerprint.of(data));
    RawDataset again = format.read(format.place("x", Optional.of(path.toString()), Map.of()));
    assertThat(Fingerprint.of(again)).isEqualTo(Fingerprint.of(read));
  }

  @ParameterizedTest
  @MethodSource("formatsOfPaths")
  void inPiecesItIsTheSameOrRefused(DatasetFormat format) {
    RawDataset data = sample(format);
    Path path = WRITERS.get(format.name()).write(folder, data);
    Place place = format.place("x", Optional.of(path.toString()), Map.of());
    if (format instanceof CifarBinary) {
      assertThatThrownBy(() -> format.pieces(place))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot share out the data in %s: format cifar-binary is read as a whole only; store them as idx, image-folder, image-tar (not gzipped) or parquet"
                  .formatted(path));
      return;
    }
    assertThat(Fingerprint.of(format.pieces(place))).isEqualTo(Fingerprint.of(data));
  }

  @ParameterizedTest
  @MethodSource("formatsOfPaths")
  void needsAPath(DatasetFormat format) {
    format.validate("x", Optional.of("/data/x"));
    assertThatThrownBy(() -> format.validate("x", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("format " + format.name() + " needs a path");
  }

  @ParameterizedTest
  @MethodSource("formatsOfPaths")
  void aPathThatIsNotThereIsTheUsersError(DatasetFormat format) {
    for (String path : List.of(folder + "/none", "file:" + folder + "/none")) {
      assertThatThrownBy(() -> format.read(Place.of(path)))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("Cannot read ")
          .hasMessageContaining(folder + "/none")
          .hasMessageContaining("; ");
    }
  }

  @ParameterizedTest
  @MethodSource("formatsOfPaths")
  void anEmptyFolderIsAnError(DatasetFormat format) {
    assertThatThrownBy(() -> format.read(Place.of(folder.toString())))
        .isInstanceOfAny(UserException.class, DataException.class)
        .hasMessageContaining(folder.toString());
  }
}
