package io.pollard.data;

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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;

  private RawDataset read() {
    return new ImageFolder().read(Place.of(folder.toString()));
  }

  private void put(String path, byte[] content) {
    Pictures.writeFolder(folder, Map.of(path, content));
  }

  private void assertDataException(String message) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(message.replace("{}", folder.toString()));
  }

  @Test
  void hadoopReadsTheSame() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    RawDataset hadoop = new ImageFolder().read(Place.of("file:" + folder));
    assertThat(Fingerprint.of(hadoop)).isEqualTo(Fingerprint.of(read()));
  }

  @Test
  void classesAndFilesAreSortedByName() {
    // 'b-' sorts before 'b/' as a path, but behind 'b' as a name.
    put("train/b-/1.png", Pictures.png(1, 1, 1));
    put("train/b/10.PNG", Pictures.png(1, 1, 1));
    put("train/b/9.png", Pictures.encode(grey(7), "png"));
    put("train/B/1.png", Pictures.png(1, 1, 1));
    put("test/b/1.png", Pictures.png(1, 1, 1));
    RawDataset data = read();
    assertThat(data.classes()).containsExactly("B", "b", "b-");
    assertThat(data.train().labels()).containsExactly(0, 1, 1, 2);
    assertThat(((RawValues.Pixels) data.train().values()).values()).containsExactly(0, 0, 7, 0);
    assertThat(data.test().labels()).containsExactly(1);
  }

  private static java.awt.image.BufferedImage grey(int value) {
    return Pictures.picture(new Image(new Shape(1, 1, 1), new byte[] {(byte) value}));
  }

  @Test
  void hiddenFilesAndFilesElsewhereArePassedOver() throws IOException {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    put("train/cat/.DS_Store", text);
    put("train/.hidden/x.png", text);
    put("train/README.md", text);
    put("LICENSE", text);
    assertThat(Fingerprint.of(read())).isEqualTo(Fingerprint.of(Pictures.small()));
  }

  @Test
  void manyImagesKeepTheirOrder() {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      files.put("train/a/%04d.png".formatted(i), Pictures.encode(grey(i & 0xff), "png"));
    }
    files.put("test/a/0.png", Pictures.png(1, 1, 1));
    byte[] pixels = ((RawValues.Pixels) readOf(files).train().values()).values();
    for (int i = 0; i < 1000; i++) {
      assertThat(pixels[i]).isEqualTo((byte) i);
    }
  }

  private RawDataset readOf(Map<String, byte[]> files) {
    Pictures.writeFolder(folder, files);
    return read();
  }

  @Test
  void theFirstOfSeveralBadImagesIsNamed() {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      boolean bad = i == 300 || i == 301 || i == 999;
      files.put("train/a/%04d.png".formatted(i), bad ? new byte[] {1} : Pictures.png(1, 1, 1));
    }
    files.put("test/a/0.png", Pictures.png(1, 1, 1));
    Pictures.writeFolder(folder, files);
    assertDataException(
        "Cannot read image: neither JPEG nor PNG (file={}/train/a/0300.png, found=01);"
            + " convert or remove it");
  }

  @Test
  void missingFolders() {
    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read images: no such folder (path=%s/train); put the images there,"
                    .formatted(folder)
                + " as train/<class>/<name>.jpg or .png");
    put("train/a/1.png", Pictures.png(1, 1, 1));
    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read images: no such folder (path=%s/test); put the images there,"
                    .formatted(folder)
                + " as test/<class>/<name>.jpg or .png");
  }

  @Test
  void emptyFolders() throws IOException {
    Files.createDirectories(folder.resolve("train"));
    Files.createDirectories(folder.resolve("test"));
    assertDataException(
        "Cannot read images: there are none (path={}/train,"
            + " expected=train/<class>/<name>.jpg or .png); put them there");
    put("train/a/1.png", Pictures.png(1, 1, 1));
    assertDataException(
        "Cannot read images: there are none (path={}/test,"
            + " expected=test/<class>/<name>.jpg or .png); put them there");
  }

  @Test
  void emptyClassFolder() throws IOException {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    Files.createDirectories(folder.resolve("train/cow"));
    assertDataException(
        "Cannot read images: the folder of a class is empty (path={}/train/cow);"
            + " put images there, or remove it");
  }

  @Test
  void aTestClassThatTrainLacks() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("test/cow/1.png", Pictures.png(3, 2, 4));
    assertDataException(
        "Cannot read images: the test split has a class that the training split lacks"
            + " (path={}/test/cow, found=cow, expected=one of 2 training classes);"
            + " add training images of it, or remove it");
  }

  @Test
  void undecodableImage() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("train/dog/1.jpg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0});
    assertDataException(
        "Cannot read image: it is damaged, No image data present to read"
            + " (file={}/train/dog/1.jpg); replace or remove it");
  }

  @Test
  void emptyImage() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("test/dog/1.jpg", new byte[0]);
    assertDataException(
        "Cannot read data: the file is empty (file={}/test/dog/1.jpg, bytes=0);"
            + " fetch it again");
  }

  @Test
  void imageOfAnotherSize() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("test/dog/x.png", Pictures.png(3, 4, 2));
    assertDataException(
        "Cannot read image: it is of another size than the first (file={}/test/dog/x.png,"
            + " found=4x2, expected=2x4); scale all images to one size");
  }

  @Test
  void greyAndColourMixed() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("train/dog/x.png", Pictures.png(1, 2, 4));
    assertDataException(
        "Cannot read image: grey and colour images are mixed (file={}/train/dog/x.png,"
            + " found=1 channels, expected=3); set color: rgb or color: grey");
    Place place = Place.of(folder.toString());
    assertThat(new ImageFolder(ImageColor.RGB).read(place).shape()).isEqualTo(new Shape(3, 2, 4));
    assertThat(new ImageFolder(ImageColor.GREY).read(place).shape()).isEqualTo(new Shape(1, 2, 4));
  }

  @Test
  void fileThatIsNoImageInAClass() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("train/dog/x.gif", new byte[1]);
    assertDataException(
        "Cannot read images: not an image by its name (file={}/train/dog/x.gif,"
            + " expected=.jpg, .jpeg or .png); convert or remove it");
  }

  @Test
  void folderInsideAClass() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("train/dog/more/x.png", Pictures.png(3, 2, 4));
    assertDataException(
        "Cannot read images: a folder lies inside the folder of a class (path={}/train/dog/more,"
            + " expected=train/<class>/<name>.jpg or .png); move its images up");
  }

  @Test
  void imageOutsideTheClasses() {
    Pictures.writeFolder(folder, Pictures.files(Pictures.small()));
    put("test/x.jpeg", Pictures.png(3, 2, 4));
    assertDataException(
        "Cannot read images: an image lies outside the folders of classes (file={}/test/x.jpeg,"
            + " expected=test/<class>/x.jpeg); move it into one");
  }
}
