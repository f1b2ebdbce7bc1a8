package io.pollard.data.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("b.txt"), "bee");
    Files.createDirectory(folder.resolve("a"));
    Files.writeString(folder.resolve(".hidden"), "");
    Files.writeString(folder.resolve("_SUCCESS"), "");
  }

  @Test
  void aPathWithoutASchemeIsLocal() {
    assertThat(Place.of("/data/x")).isEqualTo(new LocalPlace(Path.of("/data/x")));
    assertThat(Place.of("relative")).hasToString("relative");
    assertThat(Place.of("file:/data/x")).isInstanceOf(HadoopPlace.class);
  }

  @Test
  void localAndHadoopPlacesAgree() throws IOException {
    for (String path : new String[] {folder.toString(), "file:" + folder}) {
      Place place = Place.of(path);
      assertThat(place.names()).containsExactly("_SUCCESS", "a", "b.txt");
      assertThat(place.isFolder()).isTrue();
      assertThat(place.child("a").isFolder()).isTrue();
      assertThat(place.child("c").exists()).isFalse();
      assertThat(place.child("c").isFolder()).isFalse();
      Place file = place.child("b.txt");
      assertThat(file.exists()).isTrue();
      assertThat(file.isFolder()).isFalse();
      assertThat(file.length()).isEqualTo(3);
      assertThat(file).hasToString(path + "/b.txt");
      try (InputStream in = file.open()) {
        assertThat(in.readAllBytes()).isEqualTo("bee".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void whatIsNotThereCannotBeListedMeasuredOrOpened() {
    Place local = Place.of(folder + "/none");
    assertThatThrownBy(local::names)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot list " + folder + "/none");
    assertThatThrownBy(local::length)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot read the size of " + folder + "/none");
    assertThatThrownBy(local::open).isInstanceOf(NoSuchFileException.class);
    Place hadoop = Place.of("file:" + folder + "/none");
    assertThatThrownBy(hadoop::names)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot list file:" + folder + "/none");
    assertThatThrownBy(hadoop::length)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot read the size of file:" + folder + "/none");
    assertThatThrownBy(hadoop::open).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aResourceIsReadFromTheClassPath() throws IOException {
    ResourcePlace folder = new ResourcePlace(getClass().getClassLoader(), "io/pollard/data");
    Place file = folder.child("fashion-mnist-8k").child("classes.txt");
    assertThat(file.exists()).isTrue();
    try (InputStream in = file.open()) {
      assertThat(in.readAllBytes()).hasSize((int) file.length());
    }
    Place none = folder.child("none");
    assertThat(none.exists()).isFalse();
    assertThatThrownBy(none::open)
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("classpath:io/pollard/data/none");
    assertThatThrownBy(none::length).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(none::names).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesAnUnknownScheme() {
    assertThatThrownBy(() -> Place.of("gopher://host/x"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: No FileSystem for scheme \"gopher\" (path=gopher://host/x);"
                + " give a local path or one whose scheme Hadoop knows, such as hdfs://");
  }

  @Test
  void refusesAFileSystemThatLacksItsSettings() {
    assertThatThrownBy(() -> Place.of("viewfs://unknown/x"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot read data: the file system cannot be opened, ViewFs: ")
        .hasMessageEndingWith(
            "(path=viewfs://unknown/x); check the path and the settings that it needs (spark.hadoop.*)");
  }

  @Test
  void refusesWhatNoFileSystemAllows() {
    assertThatThrownBy(() -> Place.of("a\0b"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read data: Nul character not allowed (path=a\0b);"
                + " give a path of this file system");
  }
}
