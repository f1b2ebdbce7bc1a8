package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Timing;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What two arms or two experiments have in common is done once. */
@ExtendWith(Reference.class)
class ShareIT {

  private static Map<String, List<StepRow>> rows(Path warehouse, String experiment) {
    return Warehouse.open(warehouse.toString()).rows(Tables.STEPS, experiment).stream()
        .collect(Collectors.groupingBy(StepRow::stepId));
  }

  @Test
  void everyStepOfASweepRanOnce(Reference.Undisturbed sweep) {
    Map<String, List<StepRow>> rows = rows(sweep.warehouse(), Sweep.NAME);

    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Sweep.idsByDescription(Sweep.plan(Sweep.TEXT)).values());
    assertThat(rows.values())
        .allSatisfy(uses -> assertThat(uses).filteredOn(row -> !row.reused()).hasSize(1));
  }

  @Test
  void armsWithTheSameBeginningShareIt(Reference.Undisturbed sweep) {
    for (List<StepRow> uses : rows(sweep.warehouse(), Sweep.NAME).values()) {
      for (StepRow row : uses) {
        Use use = row.use();
        if (use.arm().equals("shorter")) {
          assertThat(uses)
              .extracting(StepRow::use)
              .contains(new Use("ticket", use.replicate(), use.level()));
          assertThat(row.reused()).isTrue();
        }
      }
    }
    // Three segments of the dense training and two levels, for each of two replicates.
    assertThat(
            rows(sweep.warehouse(), Sweep.NAME).values().stream()
                .flatMap(List::stream)
                .filter(row -> row.use().arm().equals("shorter")))
        .hasSize(2 * (3 + 2));
  }

  @Test
  void thePlanShowsTheShareAndRunsNothing(@TempDir Path folder) {
    Path warehouse = folder.resolve("warehouse");
    Path experiment = Sweep.write(folder, Sweep.HEAD + Sweep.TICKET + Sweep.SHORTER);

    Running.Ended ended =
        Pollard.run("plan", experiment.toString(), "--warehouse", warehouse.toString());

    assertThat(ended.code()).as("%s", ended).isZero();
    // Initial values, dense training and two levels, for each of two replicates.
    assertThat(ended.out()).containsPattern("\\nshorter +8 +0 +8 with ticket +0 +0 +-\\n");
    assertThat(ended.out()).contains("10 of 10 steps to run");
    assertThat(warehouse).doesNotExist();
  }

  @Test
  void anExperimentThatIsThereUnderAnotherNameRunsNothing(
      Reference.Undisturbed sweep, @TempDir Path folder) throws IOException {
    Path warehouse = folder.resolve("warehouse");
    Trees.copy(sweep.warehouse(), warehouse);
    Path events = Files.createDirectory(folder.resolve("events"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                Sweep.write(folder, Sweep.TEXT.replace(Sweep.NAME, "again")).toString(),
                "--warehouse",
                warehouse.toString(),
                "--master",
                "local[1]"));
    EventLog.settings(events).forEach(setting -> arguments.addAll(List.of("--conf", setting)));

    try (Running running = Pollard.start(List.of(), arguments)) {
      running.succeeded();
    }

    assertThat(EventLog.read(events).jobs()).isEmpty();
    assertThat(rows(warehouse, "again").values().stream().flatMap(List::stream))
        .allSatisfy(row -> assertThat(row.reused()).isTrue())
        .allSatisfy(row -> assertThat(row.timing()).isEqualTo(Timing.NONE))
        .map(StepRow::use)
        .containsExactlyInAnyOrderElementsOf(
            rows(sweep.warehouse(), Sweep.NAME).values().stream()
                .flatMap(List::stream)
                .map(StepRow::use)
                .toList());
    assertSameButForTheName(warehouse, sweep);
  }

  private static void assertSameButForTheName(Path warehouse, Reference.Undisturbed sweep) {
    WarehouseContents again = WarehouseContents.of(warehouse, "again");
    for (String table : List.of("results", "history", "layers", "checkpoints")) {
      assertThat(again.table(table)).containsExactlyEntriesOf(sweep.contents().table(table));
    }
    assertThat(
            Warehouse.open(warehouse.toString()).experiments().stream()
                .sorted(Comparator.naturalOrder()))
        .containsExactly("again", Sweep.NAME);
  }
}
