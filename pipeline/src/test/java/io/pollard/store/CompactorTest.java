package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactorTest {
  @TempDir Path root;
  private Warehouse warehouse;

  @BeforeEach
  void commit() {
    warehouse = Warehouse.open(root.toString());
    for (int i = 1; i <= 5; i++) {
      warehouse.commit(Steps.commit("lottery", "s" + i, Steps.DENSE, Steps.TICKET));
    }
  }

  @Test
  void manyFilesBecomeOneAndNobodySeesADifference() throws Exception {
    List<Object> before = rows();

    assertThat(new Compactor(warehouse).compact("lottery"))
        .containsExactly(
            new Compaction("lottery", "steps", 5, 1),
            new Compaction("lottery", "results", 5, 1),
            new Compaction("lottery", "history", 5, 1),
            new Compaction("lottery", "layers", 5, 1),
            new Compaction("lottery", "sensitivity", 0, 0),
            new Compaction("lottery", "scores", 0, 0),
            new Compaction("lottery", "failures", 0, 0),
            new Compaction("lottery", "latency", 0, 0));

    assertThat(rows()).isEqualTo(before);
    assertThat(names("steps"))
        .singleElement()
        .asString()
        .matches("compacted\\.[0-9a-f]{16}\\.parquet");
    Committed committed = warehouse.committed("lottery");
    assertThat(committed.stepIds()).containsExactly("s1", "s2", "s3", "s4", "s5");
    assertThat(committed.missing("s3", List.of(Steps.TICKET, Steps.DENSE))).isEmpty();
    assertThat(warehouse.committedAnywhere(List.of("s5"))).containsEntry("s5", "lottery");
  }

  @Test
  void compactingAgainTakesInWhatIsNew() throws Exception {
    new Compactor(warehouse).compact("lottery");
    List<String> once = names("steps");
    assertThat(new Compactor(warehouse).compact("lottery"))
        .contains(new Compaction("lottery", "steps", 1, 1));
    assertThat(names("steps")).isEqualTo(once);

    warehouse.commit(Steps.commit("lottery", "s6", Steps.DENSE));
    List<Object> before = rows();
    new Compactor(warehouse).compact("lottery");

    assertThat(names("steps")).hasSize(1).doesNotContainAnyElementsOf(once);
    assertThat(rows()).isEqualTo(before);
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  @Test
  void filesGrowToTheTarget() throws Exception {
    long size =
        Files.size(root.resolve("results/experiment=lottery").resolve(names("results").get(0)));
    List<Object> before = rows();

    new Compactor(warehouse, 2 * size + 10).compact("lottery");

    assertThat(names("results")).hasSize(3);
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  @Test
  void rowsOfStepsThatAreNotCommittedAreLeftAlone() throws Exception {
    String orphan = "s2-" + Use.hash(List.of(Steps.DENSE, Steps.TICKET)) + ".parquet";
    Files.delete(root.resolve("steps/experiment=lottery").resolve(orphan));

    new Compactor(warehouse).compact("lottery");

    assertThat(names("results")).hasSize(2).contains(orphan);
    assertThat(rows()).hasSize(4 * (2 + 4 + 2 + 2));
    warehouse.commit(Steps.commit("lottery", "s2", Steps.DENSE, Steps.TICKET));
    assertThat(rows()).hasSize(5 * (2 + 4 + 2 + 2));
  }

  @Test
  void aDamagedFileStopsItBeforeAnythingIsDeleted() throws Exception {
    Path file = root.resolve("steps/experiment=lottery").resolve(names("steps").get(4));
    Files.write(file, new byte[7]);

    assertThatThrownBy(() -> new Compactor(warehouse).compact("lottery"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read rows of table steps: %1$s is not a Parquet file (length is too low: 7)"
                + " (file=%1$s); run doctor to have the warehouse checked and repaired",
            file);
    assertThat(names("steps")).hasSize(5);
  }

  @Test
  void failuresAreCompactedToo() {
    warehouse.fail("lottery", List.of(Steps.failure("s9", 0)));
    warehouse.fail("lottery", List.of(Steps.failure("s9", 1)));

    assertThat(new Compactor(warehouse).compact("lottery"))
        .contains(new Compaction("lottery", "failures", 2, 1));
    assertThat(warehouse.rows(Tables.FAILURES, "lottery"))
        .containsExactly(Steps.failure("s9", 0), Steps.failure("s9", 1));
  }

  private List<Object> rows() {
    List<Object> rows = new ArrayList<>();
    for (Table<?> table : Tables.all()) {
      if (table.partitioned()) {
        warehouse.read(table, "lottery", rows::add);
      }
    }
    return rows;
  }

  private List<String> names(String table) throws Exception {
    try (Stream<Path> files = Files.list(root.resolve(table + "/experiment=lottery"))) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
