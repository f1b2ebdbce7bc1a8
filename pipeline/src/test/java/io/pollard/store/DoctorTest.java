package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.pollard.store.Finding.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final String USES = "b70581fe";

  @TempDir Path root;
  private Warehouse warehouse;

  @BeforeEach
  void commit() {
    warehouse = Warehouse.open(root.toString());
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    warehouse.commit(Steps.commit("lottery", "s2", Steps.DENSE));
  }

  @Test
  void aHealthyWarehouse() {
    warehouse.fail("lottery", List.of(Steps.failure("s3", 0)));
    assertThat(check()).isEmpty();
    assertThat(new Doctor(warehouse, Duration.ZERO).repair()).isEmpty();
  }

  @Test
  void anUnfinishedFileIsDeletedWhenItIsOld() throws Exception {
    Path file = root.resolve("results/_writing/s3-b70581fe.parquet.1234");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[10]);

    assertThat(check())
        .containsExactly(
            new Finding(
                Kind.UNFINISHED,
                file.toString(),
                "it was being written by a process that is gone",
                true));
    assertThat(new Doctor(warehouse, Duration.ofHours(1)).check()).isEmpty();
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    assertThat(new Doctor(warehouse, Duration.ofHours(1)).repair()).hasSize(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsNoneOfTheWarehousesIsLeftAlone() throws Exception {
    List<Path> foreign =
        List.of(
            root.resolve("checkpoints/notes.txt"),
            root.resolve("results/experiment=lottery/part-00000-abc.snappy.parquet"),
            root.resolve("steps/old"));
    for (Path file : foreign) {
      Files.write(file, new byte[] {1});
    }
    Files.write(root.resolve("steps/_SUCCESS"), new byte[0]);
    Files.write(root.resolve("results/experiment=lottery/.x.crc"), new byte[0]);

    assertThat(new Doctor(warehouse, Duration.ZERO).repair()).isEmpty();
    assertThat(check())
        .allSatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.FOREIGN);
              assertThat(finding.repairable()).isFalse();
              assertThat(finding.message())
                  .isEqualTo("it is none of the warehouse's files; move it elsewhere");
            })
        .extracting(finding -> Path.of(finding.path()))
        .containsExactlyInAnyOrderElementsOf(foreign);
  }

  @Test
  void rowsAndCheckpointsOfAStepThatIsNotCommittedAreDeleted() throws Exception {
    Files.delete(file(Tables.STEPS, "s1"));

    assertThat(check())
        .extracting(Finding::kind, Finding::message)
        .containsExactly(
            finding(
                Kind.ORPHAN_ROWS,
                "1 of the 1 steps or uses in it are not committed, among them step s1"),
            finding(
                Kind.ORPHAN_ROWS,
                "1 of the 1 steps or uses in it are not committed, among them step s1"),
            finding(
                Kind.ORPHAN_ROWS,
                "1 of the 1 steps or uses in it are not committed, among them step s1"),
            finding(Kind.ORPHAN_CHECKPOINT, "no experiment has committed step s1"));
    assertThat(new Doctor(warehouse, Duration.ofHours(1)).check()).isEmpty();
    repairsTo("s2");
    assertThat(file(Tables.RESULTS, "s1")).doesNotExist();
    assertThat(root.resolve("checkpoints/s1.parquet")).doesNotExist();
  }

  @Test
  void anExperimentThatNeverCommittedAnythingIsExaminedToo() throws Exception {
    warehouse.commit(Steps.commit("killed", "s3", Steps.DENSE));
    Files.delete(root.resolve("steps/experiment=killed/s3-" + USES + ".parquet"));
    Files.delete(root.resolve("steps/experiment=killed"));

    assertThat(check()).hasSize(4);
    repairsTo("s1", "s2");
  }

  @Test
  void aDamagedCheckpointIsSetAsideAndItsStepRunsAgain() throws Exception {
    damage(root.resolve("checkpoints/s1.parquet"));
    warehouse.reuse("other", "lottery", Map.of("s1", List.of(Steps.TICKET)), Steps.RUN);

    List<Finding> findings = check();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).kind()).isEqualTo(Kind.DAMAGED_CHECKPOINT);
    assertThat(findings.get(0).path()).isEqualTo(root + "/checkpoints/s1.parquet");
    assertThat(findings.get(0).message())
        .startsWith("Cannot read the checkpoint of step s1: ")
        .endsWith(" (experiments=lottery, other)");
    repairsTo("s2");
    assertThat(warehouse.committed("other").stepIds()).isEmpty();
    assertThat(names("checkpoints/_set_aside"))
        .singleElement()
        .asString()
        .startsWith("s1.parquet.");

    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    assertThat(check()).isEmpty();
  }

  @Test
  void aCheckpointThatIsGone() throws Exception {
    Files.delete(root.resolve("checkpoints/s1.parquet"));

    assertThat(check())
        .containsExactly(
            new Finding(
                Kind.MISSING_CHECKPOINT,
                root + "/checkpoints/s1.parquet",
                "step s1 is committed (experiments=lottery) and its checkpoint is gone",
                true));
    repairsTo("s2");
  }

  @Test
  void aWholeCheckpointThatIsNotTheOneCommitted() throws Exception {
    Checkpoint other = Steps.checkpoint("s1");
    other.state().parameters()[0] += 1;
    new Checkpoints(warehouse.files()).write(other);

    assertThat(check())
        .containsExactly(
            new Finding(
                Kind.DAMAGED_CHECKPOINT,
                root + "/checkpoints/s1.parquet",
                "it is not the checkpoint that was committed (experiments=lottery)",
                true));
    repairsTo("s2");
  }

  @Test
  void aDamagedFileOfRows() throws Exception {
    Path file = file(Tables.RESULTS, "s1");
    byte[] bytes = Files.readAllBytes(file);
    bytes[indexOfTwo(bytes, 0.97)] ^= 1;
    Files.write(file, bytes);

    List<Finding> findings = check();
    assertThat(findings)
        .extracting(Finding::kind)
        .containsExactly(Kind.UNREADABLE, Kind.MISSING_ROWS);
    assertThat(findings.get(0).path()).isEqualTo(file(Tables.RESULTS, "s1").toString());
    assertThat(findings.get(0).message()).startsWith("Cannot read rows of table results: ");
    assertThat(findings.get(1).message())
        .isEqualTo(
            "step s1 is committed with 2 rows for Use[arm=dense, replicate=1, level=0] and has 0");
    repairsTo("s2");
    assertThat(names("results/_set_aside"))
        .singleElement()
        .asString()
        .startsWith("experiment=lottery.s1-" + USES + ".parquet.");
  }

  @Test
  void damagedStepRowsMakeTheStepRunAgain() throws Exception {
    Files.write(file(Tables.STEPS, "s1"), new byte[20]);

    assertThat(check())
        .extracting(Finding::kind)
        .contains(Kind.UNREADABLE, Kind.ORPHAN_ROWS, Kind.ORPHAN_CHECKPOINT);
    repairsTo("s2");
  }

  @Test
  void rowsThatAreGone() throws Exception {
    Files.delete(file(Tables.HISTORY, "s1"));

    assertThat(check())
        .containsExactly(
            new Finding(
                Kind.MISSING_ROWS,
                root + "/history/experiment=lottery",
                "step s1 is committed with 2 rows and has 0",
                true));
    repairsTo("s2");
  }

  @Test
  void aFileUnderAnotherName() throws Exception {
    Files.move(file(Tables.STEPS, "s1"), file(Tables.STEPS, "s3"));
    Files.copy(file(Tables.LAYERS, "s2"), file(Tables.LAYERS, "s4"));

    assertThat(check())
        .extracting(Finding::kind, Finding::message)
        .contains(
            finding(Kind.UNREADABLE, "it holds rows of other uses than its name says"),
            finding(Kind.UNREADABLE, "it holds rows of other steps than its name says"));
    repairsTo("s2");
  }

  @Test
  void whatIsThereTwiceIsDeletedOnce() throws Exception {
    Path kept = Files.copy(file(Tables.RESULTS, "s1"), root.resolve("kept"));
    new Compactor(warehouse).compact("lottery");
    Files.move(kept, file(Tables.RESULTS, "s1"));

    assertThat(check())
        .containsExactly(
            new Finding(
                Kind.DUPLICATE_ROWS,
                file(Tables.RESULTS, "s1").toString(),
                "another file has all of its rows",
                true));
    repairsTo("s1", "s2");
    assertThat(file(Tables.RESULTS, "s1")).doesNotExist();
  }

  @Test
  void whatIsThereTwiceInPartIsForCompact() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE, Steps.TICKET));

    assertThat(check())
        .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Kind.DUPLICATE_ROWS))
        .isNotEmpty();
    new Doctor(warehouse, Duration.ZERO).repair();
    new Compactor(warehouse).compact("lottery");
    assertThat(check()).isEmpty();
    assertThat(warehouse.rows(Tables.STEPS, "lottery")).hasSize(3);
    assertThat(warehouse.rows(Tables.RESULTS, "lottery")).hasSize(6);
    assertThat(warehouse.rows(Tables.HISTORY, "lottery")).hasSize(4);
  }

  @Test
  void aStepInACompactedFileCanBeMadeUncommitted() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s3", Steps.DENSE));
    new Compactor(warehouse).compact("lottery");
    damage(root.resolve("checkpoints/s2.parquet"));

    repairsTo("s1", "s3");
    assertThat(names("results/experiment=lottery")).hasSize(1);
    warehouse.commit(Steps.commit("lottery", "s2", Steps.DENSE));
    assertThat(check()).isEmpty();
    assertThat(warehouse.rows(Tables.RESULTS, "lottery")).hasSize(6);
  }

  private List<Finding> check() {
    return new Doctor(warehouse, Duration.ZERO).check();
  }

  private void repairsTo(String... committed) {
    assertThat(new Doctor(warehouse, Duration.ZERO).repair()).isNotEmpty();
    assertThat(check()).isEmpty();
    assertThat(warehouse.committed("lottery").stepIds()).isEqualTo(Set.of(committed));
    assertThat(warehouse.rows(Tables.RESULTS, "lottery"))
        .extracting(ResultRow::stepId)
        .containsOnly(committed);
    for (String stepId : committed) {
      assertThat(Steps.describe(warehouse.checkpoint(stepId)))
          .isEqualTo(Steps.describe(Steps.checkpoint(stepId)));
    }
  }

  private static Tuple finding(Kind kind, String message) {
    return tuple(kind, message);
  }

  private Path file(Table<?> table, String stepId) {
    return root.resolve(table.name() + "/experiment=lottery/" + stepId + "-" + USES + ".parquet");
  }

  private List<String> names(String folder) throws Exception {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** Where the same value stands twice in a row: in a page, and not in its header. */
  private static int indexOfTwo(byte[] bytes, double value) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int i = 0;
    while (buffer.getDouble(i) != value || buffer.getDouble(i + Double.BYTES) != value) {
      i++;
    }
    return i;
  }

  /** Changes a byte of the first value. */
  private static void damage(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[60] ^= 1;
    Files.write(file, bytes);
  }
}
