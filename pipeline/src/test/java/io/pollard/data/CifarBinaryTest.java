package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarBinaryTest {
  @TempDir Path folder;

  private RawDataset read() {
    return new CifarBinary().read(Place.of(folder.toString()));
  }

  /** Records whose pixels are all a number of their own. */
  static byte[] records(int labelBytes, int first, int... labels) {
    int size = labelBytes + 3072;
    byte[] content = new byte[labels.length * size];
    for (int i = 0; i < labels.length; i++) {
      Arrays.fill(content, i * size, (i + 1) * size, (byte) (first + i));
      content[i * size] = 99;
      content[i * size + labelBytes - 1] = (byte) labels[i];
    }
    return content;
  }

  static void writeTen(Path folder, boolean compressed) {
    for (int i = 1; i <= 5; i++) {
      byte[] content = records(1, 10 * i, i, 9 - i);
      IdxFiles.put(folder, "data_batch_" + i + ".bin", content, compressed);
    }
    IdxFiles.put(folder, "test_batch.bin", records(1, 100, 3, 0, 9), compressed);
  }

  private void writeHundred() {
    IdxFiles.put(folder, "train.bin", records(2, 1, 42, 99), false);
    IdxFiles.put(folder, "test.bin", records(2, 200, 7), true);
  }

  private void assertDataException(String message) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(message.replace("{}", folder.toString()));
  }

  @Test
  void readsTheFiveBatchesInOrder() {
    writeTen(folder, false);
    RawDataset data = read();
    assertThat(data.shape()).isEqualTo(new Shape(3, 32, 32));
    assertThat(data.classes()).hasSize(10).startsWith("0", "1");
    assertThat(data.train().labels()).containsExactly(1, 8, 2, 7, 3, 6, 4, 5, 5, 4);
    assertThat(data.test().labels()).containsExactly(3, 0, 9);
    byte[] train = ((RawValues.Pixels) data.train().values()).values();
    for (int i = 0; i < train.length; i++) {
      int example = i / 3072;
      assertThat(train[i]).isEqualTo((byte) (10 * (1 + example / 2) + example % 2));
    }
  }

  @Test
  void compressionDoesNotChangeTheFingerprint() {
    writeTen(folder.resolve("plain"), false);
    writeTen(folder.resolve("packed"), true);
    CifarBinary format = new CifarBinary();
    assertThat(Fingerprint.of(format.read(Place.of(folder + "/packed"))))
        .isEqualTo(Fingerprint.of(format.read(Place.of(folder + "/plain"))));
  }

  @Test
  void takesTheFineLabelOfCifar100() {
    writeHundred();
    RawDataset data = read();
    assertThat(data.classes()).hasSize(100);
    assertThat(data.train().labels()).containsExactly(42, 99);
    assertThat(data.test().labels()).containsExactly(7);
    byte[] train = ((RawValues.Pixels) data.train().values()).values();
    assertThat(train[0]).isEqualTo((byte) 1);
    assertThat(train[3072]).isEqualTo((byte) 2);
    assertThat(train).hasSize(2 * 3072);
  }

  @Test
  void takesClassNamesFromTheFileBesideThem() throws IOException {
    writeTen(folder, false);
    String names = IntStream.range(0, 10).mapToObj(i -> "c" + i).collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("batches.meta.txt"), names + "\n\n");
    assertThat(read().classes()).startsWith("c0", "c1").hasSize(10);
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\n");
    assertDataException(
        "Cannot read class names: a wrong number of them (file={}/batches.meta.txt, found=2,"
            + " expected=10); correct it, or delete it");
  }

  @Test
  void neitherSetIsThere() {
    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: neither data_batch_1.bin of CIFAR-10 nor train.bin of CIFAR-100"
                + " (path=%s); give the folder that holds one of them".formatted(folder));
  }

  @Test
  void missingBatch() throws IOException {
    writeTen(folder, false);
    Files.delete(folder.resolve("data_batch_4.bin"));
    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: no such file (file=%s/data_batch_4.bin);".formatted(folder)
                + " put it there, plain or as data_batch_4.bin.gz");
  }

  @Test
  void truncatedBatch() {
    writeTen(folder, false);
    IdxFiles.put(folder, "data_batch_3.bin", Arrays.copyOf(records(1, 0, 1, 2), 6000), false);
    assertDataException(
        "Cannot read CIFAR-10: the file is truncated or holds something else"
            + " (file={}/data_batch_3.bin, found=6000 bytes, expected=a multiple of 3073);"
            + " fetch it again");
  }

  @Test
  void emptyBatch() {
    writeTen(folder, true);
    IdxFiles.put(folder, "test_batch.bin", new byte[0], true);
    assertDataException(
        "Cannot read CIFAR-10: the file is truncated or holds something else"
            + " (file={}/test_batch.bin.gz, found=0 bytes, expected=a multiple of 3073);"
            + " fetch it again");
  }

  @Test
  void labelOutOfRange() {
    writeTen(folder, false);
    IdxFiles.put(folder, "data_batch_2.bin", records(1, 0, 1, 10), false);
    assertDataException(
        "Cannot read labels: label out of range (file={}/data_batch_2.bin, example=1, found=10,"
            + " expected=0..9); check that the file belongs to this data set");
  }
}
