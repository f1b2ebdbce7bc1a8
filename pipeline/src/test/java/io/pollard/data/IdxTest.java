package io.pollard.data;

import static io.pollard.data.IdxFiles.TEST_IMAGES;
import static io.pollard.data.IdxFiles.TEST_LABELS;
import static io.pollard.data.IdxFiles.TRAIN_IMAGES;
import static io.pollard.data.IdxFiles.TRAIN_LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path folder;

  private RawDataset read() {
    return new Idx().read(Place.of(folder.toString()));
  }

  private void assertDataException(String message) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(message.replace("{}", folder.toString()));
  }

  private void assertUserException(String message) {
    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessage(message.replace("{}", folder.toString()));
  }

  @Test
  void readsPixelsLabelsAndClassesInTheOrderOfTheFiles() {
    RawDataset written = IdxFiles.small();
    IdxFiles.write(folder, written, false);
    RawDataset read = read();
    assertThat(read.shape()).isEqualTo(new Shape(1, 2, 3));
    assertThat(read.classes()).containsExactly("0", "1", "2");
    assertThat(read.train().labels()).containsExactly(2, 0, 1, 1, 0, 2);
    assertThat(read.test().labels()).containsExactly(1, 2, 0);
    assertThat(((RawValues.Pixels) read.train().values()).values())
        .containsExactly(((RawValues.Pixels) written.train().values()).values());
    assertThat(((RawValues.Pixels) read.test().values()).values())
        .containsExactly(((RawValues.Pixels) written.test().values()).values());
  }

  @Test
  void compressionAndFileSystemDoNotChangeTheFingerprint() {
    RawDataset written = IdxFiles.small();
    Path plain = IdxFiles.write(folder.resolve("plain"), written, false);
    Path packed = IdxFiles.write(folder.resolve("packed"), written, true);
    String expected = Fingerprint.of(written);
    assertThat(Fingerprint.of(new Idx().read(Place.of(plain.toString())))).isEqualTo(expected);
    assertThat(Fingerprint.of(new Idx().read(Place.of(packed.toString())))).isEqualTo(expected);
    assertThat(Fingerprint.of(new Idx().read(Place.of(packed.toUri().toString()))))
        .isEqualTo(expected);
  }

  @Test
  void aFileOfClassNamesNamesTheClasses() throws IOException {
    IdxFiles.write(folder, IdxFiles.small(), false);
    Files.writeString(folder.resolve("classes.txt"), "zero\none\n\n two \nthree\n");
    assertThat(read().classes()).containsExactly("zero", "one", "two", "three");
  }

  @Test
  void aFileOfClassNamesHasNames() throws IOException {
    IdxFiles.write(folder, IdxFiles.small(), false);
    Files.writeString(folder.resolve("classes.txt"), "\n \n");
    assertDataException(
        "Cannot read class names: the file has none (file={}/classes.txt);"
            + " write one a line, or delete it");
    Files.writeString(folder.resolve("classes.txt"), "a\nb\na\n");
    assertDataException(
        "Cannot read class names: a name occurs twice (file={}/classes.txt, name=a);"
            + " name each class once");
  }

  @Test
  void missingFolder() {
    assertThatThrownBy(() -> new Idx().read(Place.of(folder + "/nowhere")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: no such folder (path=%s/nowhere);".formatted(folder)
                + " give the folder that holds train-images-idx3-ubyte");
  }

  @Test
  void missingFolderInHadoop() {
    String path = "file:" + folder + "/nowhere";
    assertThatThrownBy(() -> new Idx().read(Place.of(path)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: no such folder (path=%s);".formatted(path)
                + " give the folder that holds train-images-idx3-ubyte");
  }

  @Test
  void fileInsteadOfFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("some.txt"), "text");
    assertThatThrownBy(() -> new Idx().read(Place.of(file.toString())))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: this is a file (path=%s/some.txt);".formatted(folder)
                + " give the folder that holds train-images-idx3-ubyte");
  }

  @Test
  void missingFile() throws IOException {
    IdxFiles.write(folder, IdxFiles.small(), true);
    Files.delete(folder.resolve(TEST_LABELS + ".gz"));
    assertUserException(
        "Cannot read data: no such file (file={}/t10k-labels-idx1-ubyte);"
            + " put it there, plain or as t10k-labels-idx1-ubyte.gz");
  }

  @Test
  void emptyFile() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.put(folder, TRAIN_IMAGES, new byte[0], false);
    assertDataException(
        "Cannot read data: the file is empty (file={}/train-images-idx3-ubyte, bytes=0);"
            + " fetch it again");
  }

  @Test
  void truncatedHeader() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.put(folder, TRAIN_IMAGES, new byte[] {0, 0, 8, 3, 0}, false);
    assertDataException(
        "Cannot read data: the file is truncated (file={}/train-images-idx3-ubyte, bytes=5);"
            + " fetch it again");
  }

  @Test
  void truncatedContent() throws IOException {
    IdxFiles.write(folder, IdxFiles.small(), false);
    Path file = folder.resolve(TRAIN_IMAGES);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 50));
    assertDataException(
        "Cannot read IDX images: the file is truncated (file={}/train-images-idx3-ubyte,"
            + " found=50 bytes, expected=52); fetch it again");
  }

  @Test
  void truncatedContentInsideWholeGzip() {
    IdxFiles.write(folder, IdxFiles.small(), true);
    byte[] images = IdxFiles.idx(2051, new byte[30], 6, 2, 3);
    IdxFiles.put(folder, TRAIN_IMAGES, images, true);
    assertDataException(
        "Cannot read IDX images: the file is truncated (file={}/train-images-idx3-ubyte.gz,"
            + " found=46 bytes, expected=52); fetch it again");
  }

  @Test
  void truncatedGzip() throws IOException {
    IdxFiles.write(folder, IdxFiles.small(), true);
    Path file = folder.resolve(TEST_IMAGES + ".gz");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
    assertDataException(
        "Cannot read data: the file is truncated (file={}/t10k-images-idx3-ubyte.gz, bytes=40);"
            + " fetch it again");
  }

  @Test
  void notGzipAtAll() {
    IdxFiles.write(folder, IdxFiles.small(), true);
    IdxFiles.put(folder, TEST_IMAGES, new byte[0], true);
    IdxFiles.put(folder, TEST_IMAGES + ".gz", "plain text".getBytes(StandardCharsets.UTF_8), false);
    assertDataException(
        "Cannot read data: not valid gzip, Not in GZIP format"
            + " (file={}/t10k-images-idx3-ubyte.gz); fetch it again");
  }

  @Test
  void longerThanTheHeaderSays() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.put(folder, TRAIN_IMAGES, IdxFiles.idx(2051, new byte[37], 6, 2, 3), false);
    assertDataException(
        "Cannot read IDX images: the file is longer than its header says"
            + " (file={}/train-images-idx3-ubyte, found=more than 52 bytes, expected=52);"
            + " fetch it again");
  }

  @Test
  void wrongMagicNumber() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.labels(folder, TRAIN_IMAGES, new int[] {1, 2}, false);
    assertDataException(
        "Cannot read IDX images: wrong magic number (file={}/train-images-idx3-ubyte,"
            + " found=2049, expected=2051); give an IDX file of images");
  }

  @Test
  void impossibleDimensions() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.put(folder, TRAIN_IMAGES, IdxFiles.idx(2051, new byte[0], 0, 2, 3), false);
    assertDataException(
        "Cannot read IDX images: impossible dimensions (file={}/train-images-idx3-ubyte,"
            + " found=[0, 2, 3], expected=each at least 1 and together below 2^31);"
            + " fetch the file again");
    IdxFiles.put(folder, TRAIN_IMAGES, IdxFiles.idx(2051, new byte[0], 70000, 200, 200), false);
    assertDataException(
        "Cannot read IDX images: impossible dimensions (file={}/train-images-idx3-ubyte,"
            + " found=[70000, 200, 200], expected=each at least 1 and together below 2^31);"
            + " fetch the file again");
  }

  @Test
  void aHeaderThatClaimsTooMuchTakesNoMemory() {
    IdxFiles.write(folder, IdxFiles.small(), true);
    byte[] claim = IdxFiles.idx(2051, new byte[0], 2_000_000, 28, 28);
    IdxFiles.put(folder, TRAIN_IMAGES, claim, true);
    int most = IdxFiles.gzip(claim).length * 1032;
    assertDataException(
        "Cannot read IDX images: the file is truncated (file={}/train-images-idx3-ubyte.gz,"
            + " found=at most "
            + most
            + " bytes, expected=1568000016); fetch it again");
  }

  @Test
  void countsThatDoNotMatch() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.labels(folder, TRAIN_LABELS, new int[] {0, 1, 2, 0, 1}, false);
    assertDataException(
        "Cannot read IDX labels: 5 labels for the 6 images of {}/train-images-idx3-ubyte"
            + " (file={}/train-labels-idx1-ubyte, found=5, expected=6);"
            + " check that the files belong together");
  }

  @Test
  void labelOutOfRange() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.labels(folder, TEST_LABELS, new int[] {0, 3, 1}, false);
    assertDataException(
        "Cannot read labels: label out of range (file={}/t10k-labels-idx1-ubyte, example=1,"
            + " found=3, expected=0..2); check that the file belongs to this data set");
  }

  @Test
  void labelThatLeavesAGap() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.labels(folder, TRAIN_LABELS, new int[] {0, 1, 2, 0, 200, 1}, false);
    assertDataException(
        "Cannot read labels: the largest is 200, but no training example has label 3"
            + " (file={}/train-labels-idx1-ubyte); if this is meant, name the classes in"
            + " {}/classes.txt");
  }

  @Test
  void splitsOfDifferentSize() {
    IdxFiles.write(folder, IdxFiles.small(), false);
    IdxFiles.put(folder, TEST_IMAGES, IdxFiles.idx(2051, new byte[12], 3, 2, 2), false);
    assertDataException(
        "Cannot read IDX images: test images are of another size than training images"
            + " (file={}/t10k-images-idx3-ubyte, found=1x2x2, expected=1x2x3);"
            + " check that the files belong together");
  }
}
