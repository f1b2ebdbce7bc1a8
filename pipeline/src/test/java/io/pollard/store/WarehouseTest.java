package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  @TempDir Path root;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = Warehouse.open(root.toString());
  }

  @Test
  void aCommittedStepIsReadBack() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE, Steps.TICKET));

    List<StepRow> steps = warehouse.rows(Tables.STEPS, "lottery");
    assertThat(steps).extracting(StepRow::use).containsExactly(Steps.DENSE, Steps.TICKET);
    assertThat(steps).extracting(StepRow::reused).containsExactly(false, true);
    assertThat(steps.get(0).step()).isEqualTo(Steps.identity("s1"));
    assertThat(steps.get(0).run()).isEqualTo(Steps.RUN);
    assertThat(steps.get(0).timing().trainMs()).isEqualTo(700);
    assertThat(steps.get(0).timing().wallMs()).isEqualTo(1000 + steps.get(0).timing().commitMs());
    assertThat(steps.get(1).timing()).isEqualTo(Timing.NONE);
    assertThat(warehouse.rows(Tables.RESULTS, "lottery"))
        .containsExactly(
            new ResultRow("s1", Steps.DENSE, Steps.evaluation("validation")),
            new ResultRow("s1", Steps.DENSE, Steps.evaluation("test")),
            new ResultRow("s1", Steps.TICKET, Steps.evaluation("validation")),
            new ResultRow("s1", Steps.TICKET, Steps.evaluation("test")));
    assertThat(warehouse.rows(Tables.HISTORY, "lottery"))
        .extracting(HistoryRow::point)
        .isEqualTo(Steps.history());
    assertThat(warehouse.rows(Tables.LAYERS, "lottery"))
        .extracting(LayerRow::size)
        .isEqualTo(Steps.layers());
    assertThat(Steps.describe(warehouse.checkpoint("s1")))
        .isEqualTo(Steps.describe(Steps.checkpoint("s1")));
  }

  @Test
  void aStepWithoutAnythingButItself() {
    StepCommit full = Steps.commit("lottery", "s1", Steps.DENSE);
    StepIdentity identity =
        new StepIdentity("s1", List.of(), "plan", "{}", 3, Optional.empty(), Optional.empty());
    warehouse.commit(
        new StepCommit(
            "lottery",
            identity,
            full.uses(),
            Steps.RUN,
            Steps.TIMING,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of()));

    StepRow row = warehouse.rows(Tables.STEPS, "lottery").get(0);
    assertThat(row.step()).isEqualTo(identity);
    assertThat(row.contents()).isEqualTo(new Contents(0, Optional.empty(), 0, 0, 0, 0, 0));
    assertThat(warehouse.rows(Tables.RESULTS, "lottery")).isEmpty();
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  @Test
  void nothingButTheFilesOfTheContractIsLeft() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));

    assertThat(files())
        .containsExactly(
            "checkpoints/s1.parquet",
            "history/experiment=lottery/s1-b70581fe.parquet",
            "layers/experiment=lottery/s1-b70581fe.parquet",
            "results/experiment=lottery/s1-b70581fe.parquet",
            "steps/experiment=lottery/s1-b70581fe.parquet");
  }

  @Test
  void theSameStepGivesTheSameBytes() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    Path other = Files.createTempDirectory(root, "_other");
    Warehouse.open(other.toString()).commit(Steps.commit("lottery", "s1", Steps.DENSE));

    for (String file : List.of("checkpoints/s1.parquet", file(Tables.RESULTS, "s1"))) {
      assertThat(other.resolve(file)).hasSameBinaryContentAs(root.resolve(file));
    }
  }

  @Test
  void theListingTellsWhatIsCommitted() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));

    Committed committed = warehouse.committed("lottery");
    assertThat(committed.stepIds()).containsExactly("s1");
    assertThat(committed.missing("s1", List.of(Steps.DENSE))).isEmpty();
    assertThat(committed.missing("s1", List.of(Steps.TICKET, Steps.DENSE)))
        .containsExactly(Steps.TICKET);
    assertThat(committed.missing("s2", List.of(Steps.DENSE))).containsExactly(Steps.DENSE);
    assertThat(warehouse.committedAnywhere(List.of("s1", "s2"))).isEqualTo(Map.of("s1", "lottery"));
  }

  @Test
  void rowsOfAStepThatIsNotCommittedAreNotSeen() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    warehouse.commit(Steps.commit("lottery", "s2", Steps.DENSE));
    Files.delete(root.resolve(file(Tables.STEPS, "s1")));

    assertThat(warehouse.committed("lottery").stepIds()).containsExactly("s2");
    assertThat(warehouse.rows(Tables.RESULTS, "lottery"))
        .extracting(ResultRow::stepId)
        .containsOnly("s2");
    assertThat(warehouse.rows(Tables.HISTORY, "lottery"))
        .extracting(HistoryRow::stepId)
        .containsOnly("s2");
    assertThat(warehouse.rows(Tables.LAYERS, "lottery", Set.of("s1"))).isEmpty();
  }

  @Test
  void whatAnAttemptLeftIsReplaced() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    Files.delete(root.resolve(file(Tables.STEPS, "s1")));
    Files.write(root.resolve(file(Tables.RESULTS, "s1")), new byte[] {1, 2, 3});
    Files.write(root.resolve("checkpoints/s1.parquet"), new byte[] {1, 2, 3});

    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));

    assertThat(warehouse.rows(Tables.RESULTS, "lottery")).hasSize(2);
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  @Test
  void aSecondCommitOfTheSameStepChangesNothing() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    List<StepRow> before = warehouse.rows(Tables.STEPS, "lottery");
    StepCommit again = Steps.commit("lottery", "s1", Steps.DENSE);

    warehouse.commit(
        new StepCommit(
            again.experiment(),
            again.step(),
            again.uses(),
            new Run("0.2.0", "host-z", 7, Steps.RUN.startedAt(), Executed.NOTHING),
            again.timing(),
            again.checkpoint(),
            again.evaluations(),
            again.history(),
            again.layers()));

    assertThat(warehouse.rows(Tables.STEPS, "lottery")).isEqualTo(before);
  }

  @Test
  void anotherExperimentWithTheSameStepSharesTheCheckpoint() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    Object written = Files.getAttribute(root.resolve("checkpoints/s1.parquet"), "unix:ino");

    warehouse.commit(Steps.commit("other", "s1", Steps.DENSE));

    assertThat(Files.getAttribute(root.resolve("checkpoints/s1.parquet"), "unix:ino"))
        .isEqualTo(written);
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  @Test
  void aStepThatGivesAnotherResultTheSecondTimeIsRefused() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    String committed =
        warehouse
            .rows(Tables.STEPS, "lottery")
            .get(0)
            .contents()
            .checkpointChecksum()
            .orElseThrow();
    StepCommit other = Steps.commit("other", "s1", Steps.DENSE);
    other.checkpoint().orElseThrow().state().parameters()[0] += 1;
    String found = Checkpoints.summary(other.checkpoint().orElseThrow()).checksum();

    assertThatThrownBy(() -> warehouse.commit(other))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot commit step s1: it is committed already with another checkpoint (committed=%s,"
                + " new=%s); its results differ from run to run, so report this with its"
                + " specification",
            committed, found);
    assertThat(warehouse.committed("other").stepIds()).isEmpty();
  }

  @Test
  void aDamagedCheckpointIsReplacedByTheSameOne() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    Files.write(root.resolve("checkpoints/s1.parquet"), new byte[100]);

    warehouse.commit(Steps.commit("other", "s1", Steps.DENSE));

    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  @Test
  void reuseWritesRowsForOtherUsesAndRunsNothing() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    Run now =
        new Run("0.2.0", "host-b", 0, Steps.RUN.startedAt().plusSeconds(60), Executed.NOTHING);

    warehouse.reuse("other", "lottery", Map.of("s1", List.of(Steps.DENSE, Steps.TICKET)), now);
    warehouse.reuse("lottery", "lottery", Map.of("s1", List.of(Steps.DENSE, Steps.TICKET)), now);

    for (String experiment : List.of("lottery", "other")) {
      assertThat(warehouse.rows(Tables.RESULTS, experiment))
          .containsExactlyInAnyOrder(
              new ResultRow("s1", Steps.DENSE, Steps.evaluation("validation")),
              new ResultRow("s1", Steps.DENSE, Steps.evaluation("test")),
              new ResultRow("s1", Steps.TICKET, Steps.evaluation("validation")),
              new ResultRow("s1", Steps.TICKET, Steps.evaluation("test")));
      assertThat(warehouse.rows(Tables.HISTORY, experiment)).hasSize(2);
      assertThat(warehouse.rows(Tables.LAYERS, experiment)).hasSize(2);
    }
    assertThat(warehouse.rows(Tables.STEPS, "other"))
        .allSatisfy(
            row -> {
              assertThat(row.reused()).isTrue();
              assertThat(row.timing()).isEqualTo(Timing.NONE);
              assertThat(row.run()).isEqualTo(now);
              assertThat(row.step()).isEqualTo(Steps.identity("s1"));
            })
        .hasSize(2);
    assertThat(warehouse.rows(Tables.STEPS, "lottery"))
        .extracting(StepRow::reused)
        .containsExactlyInAnyOrder(false, true);
    assertThat(warehouse.committed("lottery").missing("s1", List.of(Steps.TICKET, Steps.DENSE)))
        .isEmpty();
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  @Test
  void manyStepsAreReusedAtOnceAlsoWhenCompacted() {
    Map<String, List<Use>> uses = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      StepCommit commit = Steps.commit("lottery", "s" + i, Steps.DENSE);
      warehouse.commit(
          new StepCommit(
              "lottery",
              commit.step(),
              commit.uses(),
              Steps.RUN,
              Steps.TIMING,
              Optional.empty(),
              commit.evaluations(),
              List.of(),
              List.of()));
      uses.put("s" + i, List.of(Steps.TICKET));
    }
    new Compactor(warehouse).compact("lottery");

    warehouse.reuse("other", "lottery", uses, Steps.RUN);

    assertThat(warehouse.committed("other").stepIds()).hasSize(300);
    assertThat(warehouse.rows(Tables.RESULTS, "other")).hasSize(600);
  }

  @Test
  void whatIsNotCommittedCannotBeReused() {
    assertThatThrownBy(
            () ->
                warehouse.reuse("other", "lottery", Map.of("s1", List.of(Steps.DENSE)), Steps.RUN))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot reuse step s1: rows of it are missing (experiment=lottery); run doctor to have"
                + " the warehouse checked and repaired");
  }

  @Test
  void failuresAreKept() {
    warehouse.fail("lottery", List.of(Steps.failure("s9", 0)));
    warehouse.fail("lottery", List.of(Steps.failure("s9", 1)));

    assertThat(warehouse.rows(Tables.FAILURES, "lottery"))
        .containsExactly(Steps.failure("s9", 0), Steps.failure("s9", 1));
    assertThat(warehouse.experiments()).containsExactly("lottery");
    assertThat(warehouse.committed("lottery").stepIds()).isEmpty();
  }

  @Test
  void twoTensorsOfOneNameAreRefused() {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Slice("fc", Role.WEIGHT, List.of(1, 1), 0, true),
                new Slice("optimizer.0.fc", Role.WEIGHT, List.of(1, 1), 1, true)));
    Checkpoint checkpoint =
        new Checkpoint(
            "s1",
            "net",
            "{}",
            layout,
            new TrainingState(0, 0, new float[2], new float[2]),
            Optional.empty());

    assertThatThrownBy(() -> Checkpoints.summary(checkpoint))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot store the checkpoint of step s1: two of its tensors have the same name"
                + " (tensor=optimizer.0.fc.weight); rename the layer");
  }

  @Test
  void severalWritersAndReadersAtOnce() throws Exception {
    int steps = 6;
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        tasks.add(
            () -> {
              for (int i = 0; i < steps; i++) {
                warehouse.commit(Steps.commit("lottery", "s" + i, Steps.DENSE));
              }
              return steps;
            });
      }
      tasks.add(
          () -> {
            for (int i = 0; i < 5; i++) {
              new Compactor(warehouse).compact("lottery");
            }
            return 0;
          });
      tasks.add(
          () -> {
            int seen = 0;
            while (seen < steps) {
              int committed = warehouse.committed("lottery").stepIds().size();
              // Read later, so at least as much is there; each step has two rows, once.
              List<ResultRow> rows = warehouse.rows(Tables.RESULTS, "lottery");
              assertThat(rows).doesNotHaveDuplicates();
              assertThat(rows.size()).isGreaterThanOrEqualTo(2 * committed);
              seen = committed;
            }
            return seen;
          });
      for (Future<Integer> done : pool.invokeAll(tasks)) {
        assertThat(done.get()).isIn(0, steps);
      }
    } finally {
      pool.shutdown();
    }
    new Compactor(warehouse).compact("lottery");
    assertThat(new Doctor(warehouse, Duration.ZERO).check()).isEmpty();
  }

  private static String file(Table<?> table, String stepId) {
    return table.name() + "/experiment=lottery/" + stepId + "-b70581fe.parquet";
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
