package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTarTest {
  @TempDir Path folder;

  private final SortedMap<String, byte[]> files = Pictures.files(Pictures.small());

  private RawDataset read(byte[] archive) {
    Path file = Pictures.write(folder.resolve("x.tar"), archive);
    return new ImageTar().read(Place.of(file.toString()));
  }

  private void assertDataException(byte[] archive, String message) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(DataException.class)
        .hasMessage(message.replace("{}", folder + "/x.tar"));
  }

  private static Map<String, byte[]> moved(Map<String, byte[]> files, String prefix) {
    Map<String, byte[]> moved = new LinkedHashMap<>();
    files.forEach((path, content) -> moved.put(prefix + path, content));
    return moved;
  }

  @Test
  void isTheSameDataSetAsTheFolder() {
    String expected =
        Fingerprint.of(
            new ImageFolder()
                .read(Place.of(Pictures.writeFolder(folder.resolve("f"), files).toString())));
    assertThat(expected).isEqualTo(Fingerprint.of(Pictures.small()));
    byte[] plain = Pictures.tar(files);
    assertThat(Fingerprint.of(read(plain))).isEqualTo(expected);
    assertThat(Fingerprint.of(read(IdxFiles.gzip(plain)))).isEqualTo(expected);
    assertThat(Fingerprint.of(read(Pictures.tar(moved(files, "./"))))).isEqualTo(expected);
    assertThat(Fingerprint.of(read(Pictures.tar(moved(files, "pets/all/"))))).isEqualTo(expected);
    List<String> backwards = new ArrayList<>(files.keySet());
    Collections.reverse(backwards);
    Map<String, byte[]> reversed = new LinkedHashMap<>();
    backwards.forEach(path -> reversed.put(path, files.get(path)));
    assertThat(Fingerprint.of(read(Pictures.tar(reversed)))).isEqualTo(expected);
  }

  @Test
  void otherFilesAndHiddenOnesArePassedOver() {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    files.put("README", text);
    files.put("notes/README", text);
    files.put("train/labels.csv", text);
    files.put("train/cat/._1.png", text);
    assertThat(Fingerprint.of(read(Pictures.tar(files))))
        .isEqualTo(Fingerprint.of(Pictures.small()));
  }

  @Test
  void missingFileAndFolderInsteadOfFile() {
    assertThatThrownBy(() -> new ImageTar().read(Place.of(folder + "/none.tar")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: no such file (path=%s/none.tar); check the path".formatted(folder));
    assertThatThrownBy(() -> new ImageTar().read(Place.of(folder.toString())))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read data: this is a folder (path=%s); give a file".formatted(folder));
  }

  @Test
  void emptyFile() {
    assertDataException(
        new byte[0], "Cannot read data: the file is empty (file={}, bytes=0); fetch it again");
  }

  @Test
  void archiveWithoutImages() {
    assertDataException(
        Pictures.tar(Map.of("README", new byte[3])),
        "Cannot read images: there are none (path={}!/train,"
            + " expected=train/<class>/<name>.jpg or .png); put them there");
  }

  @Test
  void noTar() {
    byte[] noise = new byte[4096];
    Arrays.fill(noise, (byte) 'z');
    assertDataException(
        noise,
        "Cannot read data: the file is damaged, Corrupted TAR archive (file={});"
            + " fetch it again");
  }

  @Test
  void climbingPaths() {
    files.put("../etc/x.png", new byte[1]);
    assertDataException(
        Pictures.tar(files),
        "Cannot read images: the archive has an unsafe path (file={}, found=../etc/x.png,"
            + " expected=a path below the archive); make the archive anew");
    files.remove("../etc/x.png");
    files.put("/train/cat/x.png", new byte[1]);
    assertDataException(
        Pictures.tar(files),
        "Cannot read images: the archive has an unsafe path (file={}, found=/train/cat/x.png,"
            + " expected=a path below the archive); make the archive anew");
  }

  @Test
  void truncatedArchive() {
    byte[] whole = Pictures.tar(files);
    assertDataException(
        Arrays.copyOf(whole, 1590),
        "Cannot read data: the file is damaged, Truncated TAR archive (file={});"
            + " fetch it again");
    // At the border of two entries nothing but the end mark tells.
    assertDataException(
        Arrays.copyOf(whole, 2048),
        "Cannot read images: the archive is truncated, its end mark is missing (file={},"
            + " bytes=2048); fetch it again");
  }

  @Test
  void truncatedGzip() {
    byte[] packed = IdxFiles.gzip(Pictures.tar(files));
    assertDataException(
        Arrays.copyOf(packed, packed.length - 10),
        "Cannot read data: the file is truncated (file={}, bytes=%d); fetch it again"
            .formatted(packed.length - 10));
  }

  @Test
  void imageOutsideTheClasses() {
    files.put("train/x.png", new byte[1]);
    assertDataException(
        Pictures.tar(files),
        "Cannot read images: an image lies outside the folders of classes (file={}!/train/x.png,"
            + " expected=train/<class>/x.png or test/<class>/x.png); move it into one");
  }

  @Test
  void twoDataSets() {
    files.put("z/train/cat/x.png", new byte[1]);
    assertDataException(
        Pictures.tar(files),
        "Cannot read images: the archive has more than one data set"
            + " (file={}!/z/train/cat/x.png, expected=train or test); make an archive of each");
  }

  @Test
  void fileThatIsNoImageInAClass() {
    files.put("train/cat/x.bmp", new byte[1]);
    assertDataException(
        Pictures.tar(files),
        "Cannot read images: not an image by its name (file={}!/train/cat/x.bmp,"
            + " expected=.jpg, .jpeg or .png); convert or remove it");
  }

  @Test
  void fileThatOccursTwice() {
    files.put("./train/cat/0000.png", new byte[1]);
    assertDataException(
        Pictures.tar(files),
        "Cannot read images: a file occurs twice (file={}!/train/cat/0000.png); remove one");
  }

  @Test
  void linkAndEmptyClassFolder() throws IOException {
    assertDataException(
        withEntry(new TarArchiveEntry("train/cat/x.png", TarConstants.LF_SYMLINK)),
        "Cannot read images: a link, not a file (file={}!/train/cat/x.png);"
            + " make the archive with the files");
    assertDataException(
        withEntry(new TarArchiveEntry("train/cow/")),
        "Cannot read images: the folder of a class is empty (path={}!/train/cow);"
            + " put images there, or remove it");
  }

  private byte[] withEntry(TarArchiveEntry added) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
      tar.putArchiveEntry(added);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
