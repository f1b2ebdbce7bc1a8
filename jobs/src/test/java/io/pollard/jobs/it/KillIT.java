package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is killed, and whenever: running the same command again ends as if nothing had been. */
@ExtendWith(Reference.class)
class KillIT {
  /** How often a moment is tried that may be over before the kill arrives. */
  private static final int TRIES = 5;

  private static NavigableMap<String, String> idsByDescription;

  @TempDir private Path folder;

  /**
   * A moment in the life of a sweep.
   *
   * @param reached whether a run that writes to these places is there
   */
  private record Moment(String name, Predicate<Places> reached) {}

  /**
   * Where a run leaves its traces.
   *
   * @param eventLog of this run only
   * @param halfBefore steps that an earlier run left half committed
   */
  private record Places(Path warehouse, Path eventLog, Set<String> halfBefore) {
    Places(Path warehouse, Path eventLog) {
      this(warehouse, eventLog, CommittedSteps.halfCommitted(warehouse));
    }

    Path beingWritten() {
      return warehouse.resolve("checkpoints/_writing");
    }

    Arrivals watch() {
      return new Arrivals(
          eventLog,
          beingWritten(),
          warehouse.resolve("checkpoints"),
          warehouse.resolve("steps/experiment=" + Sweep.NAME));
    }
  }

  @BeforeAll
  static void plan() {
    idsByDescription = Sweep.idsByDescription(Sweep.plan(Sweep.TEXT));
  }

  @Test
  void aDriverKilledFiveTimesLeavesWhatAnUndisturbedOneLeaves(Reference.Undisturbed undisturbed)
      throws IOException {
    List<Moment> moments =
        List.of(
            new Moment("right after the start", p -> !isEmpty(p.eventLog())),
            new Moment("while a checkpoint is written", p -> !isEmpty(p.beingWritten())),
            committed(4),
            new Moment(
                "when a checkpoint is in its place and its step is not committed",
                p -> !p.halfBefore().containsAll(CommittedSteps.halfCommitted(p.warehouse()))),
            committed(20));
    Path experiment = Sweep.write(folder, Sweep.TEXT);
    Path warehouse = folder.resolve("warehouse");

    for (Moment moment : moments) {
      boolean caught = false;
      for (int i = 0; i < TRIES && !caught; i++) {
        caught = killAt(moment, experiment, warehouse);
      }
      assertThat(caught).as("killed %s", moment.name()).isTrue();
    }

    CommittedSteps before = CommittedSteps.of(warehouse);
    assertThat(before.ids()).hasSizeBetween(20, idsByDescription.size() - 1);
    Places places = new Places(warehouse, eventLog());
    try (Running sweep = run(experiment, places)) {
      sweep.succeeded();
    }
    assertNothingRanAgain("to the end", before, places);
    assertThat(EventLog.read(places.eventLog()).jobs())
        .hasSize(idsByDescription.size() - before.ids().size());
    assertAsIfNothingHadBeen(warehouse, undisturbed);
  }

  @Test
  void aClusterWhoseExecutorsAreKilledTwiceLeavesTheSame(Reference.Undisturbed undisturbed)
      throws IOException {
    Path experiment = Sweep.write(folder, Sweep.TEXT);
    Places places = new Places(folder.resolve("warehouse"), eventLog());

    try (Cluster cluster = Cluster.start(folder);
        Arrivals arrivals = places.watch();
        Running sweep =
            cluster.submit(
                EventLog.settings(places.eventLog()),
                "run",
                experiment.toString(),
                "--warehouse",
                places.warehouse().toString())) {
      for (int steps : List.of(3, 12)) {
        arrivals.await(sweep, () -> committed(steps).reached().test(places));
        cluster.executors().get(0).destroyForcibly();
      }
      sweep.succeeded();
    }

    EventLog log = EventLog.read(places.eventLog());
    assertThat(log.executorsLost()).isEqualTo(2);
    assertThat(log.tasksLostWithTheirExecutor()).isPositive();
    assertThat(log.jobs()).containsExactlyInAnyOrderElementsOf(idsByDescription.keySet());
    assertAsIfNothingHadBeen(places.warehouse(), undisturbed);
  }

  /** Whether the moment was still there when the process was gone. */
  private boolean killAt(Moment moment, Path experiment, Path warehouse) throws IOException {
    CommittedSteps before = CommittedSteps.of(warehouse);
    Places places = new Places(warehouse, eventLog());
    try (Arrivals arrivals = places.watch();
        Running sweep = run(experiment, places)) {
      arrivals.await(sweep, () -> moment.reached().test(places));
      sweep.kill();
    }
    assertNothingRanAgain(moment.name(), before, places);
    return moment.reached().test(places);
  }

  private static Moment committed(int steps) {
    return new Moment(
        "after " + steps + " steps", p -> CommittedSteps.ids(p.warehouse()).size() >= steps);
  }

  private static boolean isEmpty(Path folder) {
    return folder.toFile().list().length == 0;
  }

  private Path eventLog() throws IOException {
    return Files.createTempDirectory(folder, "events");
  }

  private static Running run(Path experiment, Places places) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                experiment.toString(),
                "--warehouse",
                places.warehouse().toString(),
                "--master",
                "local[2]"));
    EventLog.settings(places.eventLog())
        .forEach(setting -> arguments.addAll(List.of("--conf", setting)));
    return Pollard.start(List.of(), arguments);
  }

  /** Not one job was started for a step that had been committed, and no file of one was touched. */
  private static void assertNothingRanAgain(String when, CommittedSteps before, Places places) {
    List<String> ran =
        EventLog.read(places.eventLog()).jobs().stream().map(idsByDescription::get).toList();
    assertThat(ran).as("steps that ran, %s", when).doesNotContainNull().doesNotHaveDuplicates();
    assertThat(ran).as("steps that ran, %s", when).noneMatch(before.ids()::contains);
    NavigableMap<String, String> files = CommittedSteps.of(places.warehouse()).files();
    before.files().forEach((path, file) -> assertThat(files).as(when).containsEntry(path, file));
  }

  private static void assertAsIfNothingHadBeen(Path warehouse, Reference.Undisturbed undisturbed) {
    Comparison.assertSame(WarehouseContents.of(warehouse, Sweep.NAME), undisturbed.contents());
    Running.Ended doctor =
        Pollard.run("doctor", "--grace", "0", "--warehouse", warehouse.toString());
    assertThat(doctor.code()).as("%s", doctor).isZero();
    assertThat(doctor.out()).isEqualTo(warehouse + ": nothing is wrong\n");
  }
}
