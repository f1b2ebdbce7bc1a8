package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PiecewiseDatasetTest {
  @TempDir private Path folder;

  private static DatasetSpec shipped(Normalization normalization) {
    return new DatasetSpec(
        Shipped.FASHION_MNIST_8K,
        Optional.empty(),
        new Shipped(),
        500,
        3,
        normalization,
        Optional.of(4000),
        Optional.of(1000));
  }

  @ParameterizedTest
  @EnumSource(Normalization.class)
  void theOverviewIsWhatTheWholeDataSetSays(Normalization normalization) {
    DatasetSpec spec = shipped(normalization);
    Dataset whole = Datasets.load(spec);
    PiecewiseDataset pieces = PiecewiseDataset.open(spec, Map.of());
    assertThat(pieces.trainPieces()).hasSizeGreaterThan(1);
    Overview overview = pieces.overview();
    assertThat(overview.fingerprint()).isEqualTo(whole.fingerprint());
    assertThat(pieces.shape()).isEqualTo(whole.shape());
    assertThat(pieces.classes()).isEqualTo(whole.classes());
    Piece first = pieces.testPieces().get(0);
    Samples samples = overview.samples(new RawSplit(first.values(), first.labels()), whole.shape());
    int[] owners = pieces.testOwners();
    int at = 0;
    for (int i = 0; i < samples.size(); i++) {
      if (owners[i] == 0) {
        float[] expected = new float[whole.shape().size()];
        float[] found = new float[whole.shape().size()];
        whole.test().copy(at, expected, 0);
        samples.copy(i, found, 0);
        assertThat(found).isEqualTo(expected);
        assertThat(samples.label(i)).isEqualTo(whole.test().label(at));
        at++;
      }
    }
    assertThat(at).isEqualTo(whole.test().size());
  }

  @Test
  void momentsOfNumbersAreTheSameToTheLastBit() throws IOException {
    float[] values = new float[9 * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i) * 100f;
    }
    RawSplit split =
        new RawSplit(new RawValues.Numbers(values), new int[] {0, 1, 0, 1, 0, 1, 0, 1, 0});
    RawDataset data = new RawDataset(Shape.vector(4), List.of("a", "b"), split, split);
    // Two files are two row groups.
    Path train = Files.createDirectories(folder.resolve("set/train"));
    ParquetExport.write(data, folder.resolve("one").toString());
    Files.copy(folder.resolve("one/train.parquet"), train.resolve("a.parquet"));
    Files.copy(folder.resolve("one/train.parquet"), train.resolve("b.parquet"));
    Files.copy(folder.resolve("one/test.parquet"), folder.resolve("set/test.parquet"));
    DatasetSpec spec =
        new DatasetSpec(
            "numbers",
            Optional.of(folder.resolve("set").toString()),
            new Parquet(),
            5,
            1,
            Normalization.STANDARD,
            Optional.empty(),
            Optional.empty());
    Overview overview = PiecewiseDataset.open(spec, Map.of()).overview();
    RawDataset raw = spec.format().read(spec.format().place("numbers", spec.path(), Map.of()));
    int[] training = Splits.of(spec, 18, 9).train();
    Moments whole = Moments.of(raw.train().values(), raw.shape(), training);
    assertThat(overview.mean()).isEqualTo(whole.mean());
    assertThat(overview.deviation()).isEqualTo(whole.deviation());
  }

  @Test
  void everyTrainingExampleHasOneOwner() {
    PiecewiseDataset pieces = PiecewiseDataset.open(shipped(Normalization.UNIT), Map.of());
    int[] owners = pieces.owners(3, 7);
    assertThat(owners).hasSize(6000);
    assertThat(Arrays.stream(owners).filter(o -> o == PiecewiseDataset.VALIDATION).count())
        .isEqualTo(500);
    assertThat(Arrays.stream(owners).filter(o -> o == PiecewiseDataset.NOBODY).count())
        .isEqualTo(1500);
    List<Long> shares = new ArrayList<>();
    for (int worker = 0; worker < 3; worker++) {
      int own = worker;
      shares.add(Arrays.stream(owners).filter(o -> o == own).count());
    }
    assertThat(shares).containsExactlyInAnyOrder(1334L, 1333L, 1333L);
    assertThat(pieces.owners(3, 7)).isEqualTo(owners);
    assertThat(pieces.owners(3, 8)).isNotEqualTo(owners);
  }

  @Test
  void piecesTravel() throws IOException, ClassNotFoundException {
    RawDataset data =
        new RawDataset(
            new Shape(3, 8, 8),
            List.of("0", "1"),
            new RawSplit(Pictures.pixels(2 * 192, 7), new int[] {0, 1}),
            new RawSplit(Pictures.pixels(2 * 192, 11), new int[] {0, 1}));
    Path images = Pictures.writeFolder(folder.resolve("images"), Pictures.files(data));
    Path tar = Pictures.writeTar(folder.resolve("x.tar"), Pictures.files(data));
    for (Pieces pieces :
        List.of(
            new ImageFolder().pieces(Place.of(images.toString())),
            new ImageTar().pieces(Place.of(tar.toString())))) {
      Piece piece = travelled(pieces.train().get(0));
      assertThat(((RawValues.Pixels) piece.values()).values())
          .isEqualTo(((RawValues.Pixels) data.train().values()).values());
    }
  }

  @Test
  void aGzippedArchiveIsRefused() throws IOException {
    Path packed = folder.resolve("x.tar.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(new byte[1024]);
    }
    assertThatThrownBy(() -> new ImageTar().pieces(Place.of(packed.toString())))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot share out the images of an archive that is gzipped: it can only be read from its front (file=%s); unpack it with gunzip"
                .formatted(packed));
  }

  private static Piece travelled(Piece piece) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(piece);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Piece) in.readObject();
    }
  }
}
