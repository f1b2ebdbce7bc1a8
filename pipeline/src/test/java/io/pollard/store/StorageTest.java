package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commit on every kind of storage. */
class StorageTest {
  @TempDir Path folder;

  @Test
  void aPathWithSpacesAndPercentSigns() throws Exception {
    Path root = folder.resolve("my ware%20house");
    worksAt(Warehouse.open(root.toString()), root);
  }

  @Test
  void aUriIsTakenAsSparkTakesIt() throws Exception {
    Path root = folder.resolve("a b%20c");
    worksAt(Warehouse.open("file:" + root), root);
    worksAt(Warehouse.open("file://" + root + "/"), root);
  }

  @Test
  void aFileSystemOfHadoopWithRename() throws Exception {
    Path root = folder.resolve("a b");
    Warehouse warehouse =
        Warehouse.open(SabotagedFileSystem.SCHEME + ":" + root, SabotagedFileSystem.SETTINGS);
    worksAt(warehouse, root);
    assertThat(warehouse.location()).isEqualTo("sabotaged:" + root);
  }

  @Test
  void anObjectStoreWithoutRename() throws Exception {
    Path root = folder.resolve("a b");
    worksAt(Warehouse.open("gs:" + root, ObjectStoreFileSystem.SETTINGS), root);
  }

  @Test
  void anUploadThatFailsLeavesNothing() throws Exception {
    Warehouse warehouse = Warehouse.open("gs:" + folder, ObjectStoreFileSystem.SETTINGS);

    assertThatThrownBy(() -> warehouse.commit(Steps.commit("lottery", "broken", Steps.DENSE)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the network is gone");

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void aRelativePathIsBelowTheWorkingFolder() {
    assertThat(Warehouse.open("some/where").location())
        .isEqualTo(Path.of("some/where").toAbsolutePath().toString());
  }

  @Test
  void whatWasNeverWrittenIsEmpty() {
    Warehouse warehouse = Warehouse.open(folder.resolve("none").toString());
    assertThat(warehouse.experiments()).isEmpty();
    assertThat(warehouse.committed("lottery").stepIds()).isEmpty();
    assertThat(warehouse.rows(Tables.RESULTS, "lottery")).isEmpty();
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
    assertThat(new Compactor(warehouse).compact("lottery"))
        .allMatch(done -> done.filesBefore() == 0 && done.filesAfter() == 0);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anUnknownSchemeIsTheUsersMistake() {
    assertThatThrownBy(() -> Warehouse.open("htfs://x/y"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot open the warehouse: No FileSystem for scheme \"htfs\" (warehouse=htfs://x/y);"
                + " give a folder, or a URI whose file system is configured");
    assertThatThrownBy(() -> Warehouse.open(""))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot open the warehouse: Can not create a Path");
  }

  @Test
  void aWarehouseThatIsAFileCannotBeWritten() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(
            () -> Warehouse.open(file.toString()).commit(Steps.commit("x", "s1", Steps.DENSE)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot write a file of the warehouse: ")
        .hasMessageEndingWith(
            " (file=%s/checkpoints/s1.parquet); check the disk and its permissions", file);
  }

  private static void worksAt(Warehouse warehouse, Path root) throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    warehouse.commit(Steps.commit("lottery", "s2", Steps.DENSE, Steps.TICKET));
    warehouse.reuse("other", "lottery", Map.of("s1", List.of(Steps.TICKET)), Steps.RUN);

    assertThat(root.resolve("checkpoints/s1.parquet")).isRegularFile();
    assertThat(warehouse.experiments()).containsExactly("lottery", "other");
    assertThat(warehouse.committed("lottery").stepIds()).containsExactly("s1", "s2");
    assertThat(Steps.describe(warehouse.checkpoint("s2")))
        .isEqualTo(Steps.describe(Steps.checkpoint("s2")));
    new Compactor(warehouse).compact("lottery");
    assertThat(warehouse.rows(Tables.RESULTS, "lottery")).hasSize(6);
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }
}
