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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTest {
  private static final String IMAGES =
      "message m { optional int64 label; optional binary image; optional int32 other; }";

  /** As Spark writes an array of doubles. */
  private static final String LISTS =
      "message m { optional int32 label; optional group features (LIST) { repeated group list {"
          + " optional double element; } } }";

  @TempDir Path folder;

  private RawDataset read(Parquet format) {
    return format.read(Place.of(folder.toString()));
  }

  private void assertDataException(Parquet format, String message) {
    assertThatThrownBy(() -> read(format))
        .isInstanceOf(DataException.class)
        .hasMessage(message.replace("{}", folder.toString()));
  }

  /** Writes rows as anything but Pollard would. */
  @SafeVarargs
  private void write(
      String file, String schemaText, Map<String, String> metadata, Consumer<Group>... rows) {
    MessageType schema = MessageTypeParser.parseMessageType(schemaText);
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.resolve(file).toUri());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(path, new Configuration()))
            .withType(schema)
            .withExtraMetaData(metadata)
            .build()) {
      for (Consumer<Group> row : rows) {
        Group group = groups.newGroup();
        row.accept(group);
        writer.write(group);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Consumer<Group> image(long label, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return group ->
        group.append("label", label).append("image", Binary.fromConstantByteArray(bytes));
  }

  private static Consumer<Group> list(int label, double... numbers) {
    return group -> {
      group.append("label", label);
      Group features = group.addGroup("features");
      for (double number : numbers) {
        features.addGroup("list").append("element", number);
      }
    };
  }

  private static RawSplit numbers(int count, int size) {
    float[] numbers = new float[count * size];
    int[] labels = new int[count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i / 3f - 7;
    }
    Arrays.setAll(labels, i -> i % 2);
    return new RawSplit(new RawValues.Numbers(numbers), labels);
  }

  @Test
  void pixelsComeBackWithTheSameFingerprint() {
    RawDataset data = Pictures.small();
    ParquetExport.write(data, folder.resolve("made").toString());
    RawDataset read = new Parquet().read(Place.of(folder.resolve("made").toString()));
    assertThat(Fingerprint.of(read)).isEqualTo(Fingerprint.of(data));
    RawDataset hadoop = new Parquet().read(Place.of("file:" + folder.resolve("made")));
    assertThat(Fingerprint.of(hadoop)).isEqualTo(Fingerprint.of(data));
  }

  @Test
  void numbersComeBackWithTheSameFingerprint() {
    RawDataset data =
        new RawDataset(new Shape(2, 3, 1), List.of("no", "yes"), numbers(3000, 6), numbers(7, 6));
    ParquetExport.write(data, folder.toString());
    assertThat(Fingerprint.of(read(new Parquet()))).isEqualTo(Fingerprint.of(data));
  }

  @Test
  void readsWhatSparkWrites() throws IOException {
    Files.createDirectories(folder.resolve("train"));
    Files.createDirectories(folder.resolve("test.parquet"));
    Files.createFile(folder.resolve("train/_SUCCESS"));
    write("train/part-1.snappy.parquet", LISTS, Map.of(), list(1, 4, 5, 6), list(0, 7, 8, 9));
    write("train/part-0.snappy.parquet", LISTS, Map.of(), list(0, 1, 2, 0.1));
    write("train/part-2.snappy.parquet", LISTS, Map.of());
    write("test.parquet/part-0.parquet", LISTS, Map.of(), list(1, 0, 0, 0));
    RawDataset data = read(new Parquet());
    assertThat(data.shape()).isEqualTo(Shape.vector(3));
    assertThat(data.classes()).containsExactly("0", "1");
    assertThat(data.train().labels()).containsExactly(0, 1, 0);
    assertThat(((RawValues.Numbers) data.train().values()).values())
        .containsExactly(1f, 2f, 0.1f, 4f, 5f, 6f, 7f, 8f, 9f);
  }

  @Test
  void settingsSayWhatTheFilesDoNot() {
    write("train.parquet", IMAGES, Map.of(), image(0, 1, 2, 3, 4, 5, 255));
    write("test.parquet", IMAGES, Map.of(), image(2, 6, 5, 4, 3, 2, 1));
    RawDataset data = read(new Parquet(List.of(1, 2, 3), List.of("a", "b", "c")));
    assertThat(data.shape()).isEqualTo(new Shape(1, 2, 3));
    assertThat(data.classes()).containsExactly("a", "b", "c");
    assertThat(data.test().labels()).containsExactly(2);
    assertThat(((RawValues.Pixels) data.train().values()).values())
        .containsExactly(1, 2, 3, 4, 5, (byte) 255);
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new Parquet(List.of(3, 32), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape is [channels, height, width], each at least 1, found [3, 32]");
    assertThatThrownBy(() -> new Parquet(List.of(3, 0, 2), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void missingSplit() {
    write("train.parquet", IMAGES, Map.of(), image(0, 1));
    assertThatThrownBy(() -> read(new Parquet()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read Parquet: no such file or folder (path=%s/test, expected=test.parquet or"
                    .formatted(folder)
                + " test); give the folder that holds the examples of both splits");
  }

  @Test
  void folderWithoutFiles() throws IOException {
    Files.createDirectories(folder.resolve("train"));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: the folder has no file named *.parquet (path={}/train);"
            + " write it again");
  }

  @Test
  void noParquet() throws IOException {
    Files.writeString(folder.resolve("train.parquet"), "label,features\n0,1\n");
    Files.writeString(folder.resolve("test.parquet"), "");
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: damaged, or no Parquet file (file={}/train.parquet, bytes=19);"
            + " write it again");
  }

  @Test
  void truncatedFile() throws IOException {
    ParquetExport.write(Pictures.small(), folder.toString());
    Path file = folder.resolve("test.parquet");
    byte[] whole = Files.readAllBytes(file);
    Files.deleteIfExists(folder.resolve(".test.parquet.crc"));
    Files.write(file, Arrays.copyOf(whole, whole.length - 20));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: damaged, or no Parquet file (file={}/test.parquet, bytes=%d);"
                .formatted(whole.length - 20)
            + " write it again");
  }

  @Test
  void wrongColumns() {
    String schema = "message m { required int32 label; required binary pixels; }";
    write("train.parquet", schema, Map.of());
    write("test.parquet", schema, Map.of());
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: not the columns of a data set (file={}/train.parquet,"
            + " found=label, pixels, expected=label and either image or features);"
            + " rename or drop columns");
  }

  @Test
  void columnsOfAnotherType() {
    write(
        "train.parquet",
        "message m { required binary label (UTF8); required binary image; }",
        Map.of());
    write("test.parquet", IMAGES, Map.of());
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: a column of another type (file={}/train.parquet, column=label,"
            + " found=required binary label (STRING), expected=int32 or int64); convert it");
  }

  @Test
  void featuresThatAreNoList() {
    write(
        "train.parquet", "message m { required int32 label; required float features; }", Map.of());
    write("test.parquet", IMAGES, Map.of());
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: a column of another type (file={}/train.parquet, column=features,"
            + " found=required float features, expected=a list of float or double); convert it");
  }

  @Test
  void imagesWithoutAShape() {
    write("train.parquet", IMAGES, Map.of(), image(0, 1));
    write("test.parquet", IMAGES, Map.of(), image(0, 1));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: nothing says the shape of the images (file={}/train.parquet); set"
            + " format: {parquet: {shape: [channels, height, width]}}");
  }

  @Test
  void metadataThatIsNoShape() {
    write("train.parquet", IMAGES, Map.of("pollard.shape", "3x32"), image(0, 1));
    write("test.parquet", IMAGES, Map.of(), image(0, 1));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: its metadata gives no shape (file={}/train.parquet,"
            + " pollard.shape=3x32, expected=<channels>x<height>x<width>); write it again");
  }

  @Test
  void filesOfDifferentKindsOrShapes() {
    write("train.parquet", IMAGES, Map.of("pollard.shape", "1x1x1"), image(0, 1));
    write("test.parquet", LISTS, Map.of(), list(0, 1));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: the files hold different columns (file={}/test.parquet,"
            + " found=features, expected=image as the first file); write them alike");
  }

  @Test
  void filesOfDifferentShapes() {
    write("train.parquet", IMAGES, Map.of("pollard.shape", "1x1x2"), image(0, 1, 2));
    write("test.parquet", IMAGES, Map.of("pollard.shape", "1x2x1"), image(0, 1, 2));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: the files hold examples of different shapes"
            + " (file={}/test.parquet, found=1x2x1, expected=1x1x2 as the first file);"
            + " write them alike");
  }

  @Test
  void imageOfAnotherLength() {
    write("train.parquet", IMAGES, Map.of(), image(0, 1, 2), image(0, 1, 2, 3));
    write("test.parquet", IMAGES, Map.of(), image(0, 1));
    assertDataException(
        new Parquet(List.of(1, 1, 2), List.of()),
        "Cannot read Parquet: an example of another length (file={}/train.parquet, row=1,"
            + " column=image, found=3 bytes, expected=2); write all alike");
  }

  @Test
  void listOfAnotherLength() {
    write("train.parquet", LISTS, Map.of(), list(0, 1, 2), list(0, 1, 2), list(0, 1, 2, 3, 4));
    write("test.parquet", LISTS, Map.of(), list(0, 1, 2));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: an example of another length (file={}/train.parquet, row=2,"
            + " column=features, found=4 numbers, expected=2); write all alike");
  }

  @Test
  void missingValues() {
    write("train.parquet", IMAGES, Map.of(), image(0, 1), group -> group.append("label", 1L));
    write("test.parquet", IMAGES, Map.of(), image(0, 1));
    assertDataException(
        new Parquet(List.of(1, 1, 1), List.of()),
        "Cannot read Parquet: a value is missing (file={}/train.parquet, row=1, column=image);"
            + " leave such rows out");
  }

  @Test
  void emptyList() {
    write("train.parquet", LISTS, Map.of(), list(0, 1, 2), list(1));
    write("test.parquet", LISTS, Map.of(), list(0, 1, 2));
    assertDataException(
        new Parquet(List.of(2, 1, 1), List.of()),
        "Cannot read Parquet: a value is missing (file={}/train.parquet, row=1, column=features);"
            + " leave such rows out");
  }

  @Test
  void numbersThatAreNotFinite() {
    write("train.parquet", LISTS, Map.of(), list(0, 1), list(0, 1e300));
    write("test.parquet", LISTS, Map.of(), list(0, 1));
    assertDataException(
        new Parquet(),
        "Cannot read Parquet: a number that is not finite (file={}/train.parquet, row=1,"
            + " column=features, found=Infinity); correct it");
  }

  @Test
  void negativeLabel() {
    write("train.parquet", IMAGES, Map.of(), image(0, 1), image(-1, 1));
    write("test.parquet", IMAGES, Map.of(), image(0, 1));
    assertDataException(
        new Parquet(List.of(1, 1, 1), List.of()),
        "Cannot read labels: label out of range (file={}/train.parquet, row=1, found=-1,"
            + " expected=a class index, from 0 on); correct it");
  }

  @Test
  void labelBeyondTheClasses() {
    write("train.parquet", IMAGES, Map.of(), image(0, 1), image(3, 1));
    write("test.parquet", IMAGES, Map.of(), image(4, 1));
    assertDataException(
        new Parquet(List.of(1, 1, 1), List.of()),
        "Cannot read labels: the largest is 3, but no training example has label 1"
            + " (file={}/train); if this is meant, name the classes,"
            + " format: {parquet: {classes: [...]}}");
    assertDataException(
        new Parquet(List.of(1, 1, 1), List.of("a", "b", "c", "d")),
        "Cannot read labels: label out of range (file={}/test, example=0, found=4,"
            + " expected=0..3); check that the file belongs to this data set");
  }

  @Test
  void noExamples() {
    write("train.parquet", LISTS, Map.of());
    write("test.parquet", LISTS, Map.of());
    String message =
        "Cannot read Parquet: there are no examples (path={}/train.parquet); write some";
    assertDataException(new Parquet(), message);
    assertDataException(new Parquet(List.of(1, 1, 1), List.of()), message);
  }

  @Test
  void exportOverwritesNothing() {
    ParquetExport.write(Pictures.small(), folder.toString());
    assertThatThrownBy(() -> ParquetExport.write(Pictures.small(), folder.toString()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write data set: the file exists already (file=%s/train.parquet); remove it,"
                    .formatted(folder)
                + " or name another folder");
  }

  @Test
  void exportRefusesClassNamesOfTwoLines() {
    RawDataset data =
        new RawDataset(Shape.vector(6), List.of("a\nb", "c"), numbers(2, 6), numbers(2, 6));
    assertThatThrownBy(() -> ParquetExport.write(data, folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a class name is one line, found 'a\nb'");
  }
}
