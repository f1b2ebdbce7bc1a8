package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir Path folder;

  @Test
  void isReadAsUtf8() throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), "a: \u00e9\n");

    assertThat(TextFile.read(file, "experiment file")).isEqualTo("a: \u00e9\n");
  }

  @Test
  void mustBeThere() {
    Path file = folder.resolve("x.yaml");

    assertThatThrownBy(() -> TextFile.read(file, "experiment file"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read experiment file: there is no such file (path="
                + file
                + "); check the path");
  }

  @Test
  void mustBeAFile() {
    assertThatThrownBy(() -> TextFile.read(folder, "experiment file"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read experiment file: it is a folder (path=" + folder + "); name the file");
  }

  @Test
  void mustBeUtf8() throws IOException {
    Path file = Files.write(folder.resolve("x.yaml"), new byte[] {'a', (byte) 0xff});

    assertThatThrownBy(() -> TextFile.read(file, "experiment file"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read experiment file: it is not text in UTF-8 (path="
                + file
                + "); save it as UTF-8");
  }
}
