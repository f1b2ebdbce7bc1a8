package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.SensitivityCell;
import io.pollard.store.SensitivityRow;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor that dies in the middle of a sensitivity analysis changes no number. */
class SensitivityKillIT {
  private static final String EXPERIMENT =
      """
      experiment: small
      dataset: {name: fashion-mnist-8k, validation: 1000, trainLimit: 300, testLimit: 300}
      network: lenet-5
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 10}
      arms: [{name: dense}]
      """;

  @TempDir private Path folder;

  @Test
  void aLostExecutorChangesNoRow() throws IOException {
    Path file = Files.writeString(folder.resolve("small.yaml"), EXPERIMENT);
    Path warehouse = folder.resolve("warehouse");
    Running.Ended trained =
        Pollard.run("run", file.toString(), "--warehouse", warehouse.toString());
    assertThat(trained.code()).as("%s", trained).isZero();
    String step = step(warehouse);
    String[] analysis = {
      "sensitivity", "--step", step, "--batch", "8", "--warehouse", warehouse.toString()
    };
    Path copy = folder.resolve("copy");
    copy(warehouse, copy);
    String[] undisturbed = analysis.clone();
    undisturbed[6] = copy.toString();
    Running.Ended alone = Pollard.run(undisturbed);
    assertThat(alone.code()).as("%s", alone).isZero();

    Path events = Files.createDirectories(folder.resolve("events"));
    try (Cluster cluster = Cluster.start(folder);
        Running running = cluster.submit(EventLog.settings(events), analysis)) {
      long deadline = System.nanoTime() + Running.LIMIT.toNanos();
      while (running.alive() && tasksEnded(events) < 2) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      cluster.executors().get(0).destroyForcibly();
      running.succeeded();
    }

    assertThat(EventLog.read(events).executorsLost()).isEqualTo(1);
    assertThat(cells(warehouse)).hasSize(36).isEqualTo(cells(copy));
  }

  private static long tasksEnded(Path events) throws IOException {
    long ended = 0;
    try (var files = Files.list(events)) {
      for (Path file : files.toList()) {
        ended +=
            Files.readString(file).lines().filter(l -> l.contains("SparkListenerTaskEnd")).count();
      }
    }
    return ended;
  }

  private static String step(Path warehouse) {
    return Warehouse.open(warehouse.toString()).rows(Tables.STEPS, "small").stream()
        .filter(row -> row.contents().resultRows() > 0)
        .map(StepRow::stepId)
        .findFirst()
        .orElseThrow();
  }

  private static List<SensitivityCell> cells(Path warehouse) {
    return Warehouse.open(warehouse.toString()).rows(Tables.SENSITIVITY, "small").stream()
        .map(SensitivityRow::cell)
        .sorted(
            Comparator.comparingInt(SensitivityCell::position)
                .thenComparingDouble(SensitivityCell::sparsity))
        .toList();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
