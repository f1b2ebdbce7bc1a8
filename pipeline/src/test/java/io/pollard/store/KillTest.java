package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.SabotagedFileSystem.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dies at every change that something makes to the files, and looks at what is left. */
class KillTest {
  private static final Use OTHER = new Use("random-reinit", 2, 3);

  @TempDir Path folder;
  private Path root;
  private Warehouse warehouse;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(folder.resolve("a warehouse"));
    warehouse =
        Warehouse.open(SabotagedFileSystem.SCHEME + ":" + root, SabotagedFileSystem.SETTINGS);
  }

  @AfterEach
  void leaveAlone() {
    SabotagedFileSystem.leaveAlone();
  }

  @Test
  void aCommitIsAllOrNothing() throws Exception {
    int moments =
        atEveryChange(
            () -> {},
            () -> warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE, Steps.TICKET)),
            () -> {
              List<Object> seen = rows("lottery");
              assertThat(seen)
                  .satisfiesAnyOf(
                      rows -> assertThat(rows).isEmpty(),
                      rows -> assertThat(rows).hasSize(2 + 4 + 4));
              warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE, Steps.TICKET));
              warehouse.deleteUnfinished();
              assertThat(rows("lottery")).hasSize(2 + 4 + 4);
              assertThat(Steps.describe(warehouse.checkpoint("s1")))
                  .isEqualTo(Steps.describe(Steps.checkpoint("s1")));
              assertHealthy();
            });
    // Five files: made, filled, moved.
    assertThat(moments).isGreaterThanOrEqualTo(15);
  }

  @Test
  void reuseIsAllOrNothing() throws Exception {
    Map<String, List<Use>> uses = Map.of("s1", List.of(OTHER, Steps.DENSE));
    int moments =
        atEveryChange(
            () -> warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE)),
            () -> warehouse.reuse("other", "lottery", uses, Steps.RUN),
            () -> {
              assertThat(rows("other").size()).isIn(0, 2 + 4 + 4);
              warehouse.reuse("other", "lottery", uses, Steps.RUN);
              warehouse.deleteUnfinished();
              assertThat(rows("other")).hasSize(2 + 4 + 4);
              assertHealthy();
            });
    assertThat(moments).isGreaterThanOrEqualTo(12);
  }

  @Test
  void compactingShowsTheSameRowsAtEveryMoment() throws Exception {
    List<Object> expected = new ArrayList<>();
    int moments =
        atEveryChange(
            () -> {
              commitSome();
              expected.addAll(rows("lottery"));
            },
            () -> new Compactor(warehouse).compact("lottery"),
            () -> {
              assertThat(rows("lottery")).containsExactlyInAnyOrderElementsOf(expected);
              assertThat(warehouse.committed("lottery").stepIds())
                  .containsExactly("s1", "s2", "s3");
              new Compactor(warehouse).compact("lottery");
              warehouse.deleteUnfinished();
              assertThat(rows("lottery")).containsExactlyInAnyOrderElementsOf(expected);
              for (Table<?> table : List.of(Tables.STEPS, Tables.RESULTS, Tables.LAYERS)) {
                assertThat(warehouse.files().list(FileNames.folder(table, "lottery"))).hasSize(1);
              }
              assertHealthy();
            });
    // Five tables: made, filled, moved, and three or two files deleted.
    assertThat(moments).isGreaterThanOrEqualTo(28);
  }

  @Test
  void repairingMayBeKilledAndDoneAgain() throws Exception {
    int moments =
        atEveryChange(
            () -> {
              commitSome();
              new Compactor(warehouse).compact("lottery");
              warehouse.commit(Steps.commit("lottery", "s4", Steps.DENSE));
              damage(root.resolve("checkpoints/s2.parquet"));
              Files.delete(root.resolve("checkpoints/s4.parquet"));
            },
            () -> new Doctor(warehouse, Duration.ZERO).repair(),
            () -> {
              new Doctor(warehouse, Duration.ZERO).repair();
              assertThat(warehouse.committed("lottery").stepIds()).containsExactly("s1", "s3");
              assertThat(warehouse.rows(Tables.HISTORY, "lottery")).hasSize(4);
              assertHealthy();
            });
    assertThat(moments).isGreaterThanOrEqualTo(10);
  }

  @Test
  void anUnfinishedFileThatSomebodyDeletesIsWrittenAnew() {
    // The first file is complete but not in place.
    SabotagedFileSystem.doOnceBefore(2, () -> assertThat(warehouse.deleteUnfinished()).isOne());

    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));

    assertThat(Steps.describe(warehouse.checkpoint("s1")))
        .isEqualTo(Steps.describe(Steps.checkpoint("s1")));
    assertHealthy();
  }

  private void commitSome() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE, Steps.TICKET));
    warehouse.commit(Steps.commit("lottery", "s2", Steps.DENSE));
    warehouse.commit(Steps.commit("lottery", "s3", Steps.TICKET));
    warehouse.reuse("lottery", "lottery", Map.of("s3", List.of(OTHER)), Steps.RUN);
    warehouse.fail("lottery", List.of(Steps.failure("s9", 0)));
    warehouse.fail("lottery", List.of(Steps.failure("s9", 1)));
  }

  private interface Action {
    void run() throws Exception;
  }

  /** Prepares, dies at the n-th change of an action, looks; for every n. Returns how many. */
  private int atEveryChange(Action prepare, Action action, Action look) throws Exception {
    prepare.run();
    Path prepared = folder.resolve("prepared");
    copy(root, prepared);
    for (int n = 0; ; n++) {
      SabotagedFileSystem.killBefore(n);
      boolean finished = false;
      try {
        action.run();
        finished = true;
      } catch (Killed e) {
        assertThat(e.getStackTrace()).isNotEmpty();
      }
      SabotagedFileSystem.leaveAlone();
      if (finished) {
        return n;
      }
      look.run();
      delete(root);
      copy(prepared, root);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> found = Files.walk(from)) {
      for (Path path : found.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void assertHealthy() {
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  /** All rows that readers see. */
  private List<Object> rows(String experiment) {
    List<Object> rows = new ArrayList<>();
    for (Table<?> table : Tables.all()) {
      if (table.partitioned()) {
        warehouse.read(table, experiment, rows::add);
      }
    }
    return rows;
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 4] ^= 1;
    Files.write(file, bytes);
  }
}
