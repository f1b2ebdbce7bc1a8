package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies in the middle of a training with all executors at once: no number changes. */
class DistributedKillIT {
  private static final String EXPERIMENT =
      """
      experiment: small
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 1200, testLimit: 300}
      network: lenet-5
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 20, iterations: 360}
      arms: [{name: dense}]
      """;

  @TempDir private static Path shared;

  private static Path undisturbed;
  private static Path file;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    file = Files.writeString(shared.resolve("small.yaml"), EXPERIMENT);
    undisturbed = shared.resolve("undisturbed");
    Running.Ended ended = Pollard.run(arguments(undisturbed, "--master", "local[2]"));
    assertThat(ended.code()).as("%s", ended).isZero();
  }

  @Test
  void aLostExecutorChangesNothing() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    Path events = Files.createDirectories(folder.resolve("events"));
    try (Cluster cluster = Cluster.start(folder);
        Arrivals arrivals = new Arrivals(warehouse.resolve("checkpoints"));
        Running training = cluster.submit(EventLog.settings(events), arguments(warehouse))) {
      arrivals.awaitAny(training);
      cluster.executors().get(0).destroyForcibly();
      training.succeeded();
    }
    assertThat(EventLog.read(events).executorsLost()).isEqualTo(1);
    assertSame(warehouse);
  }

  @Test
  void aKilledDriverGoesOnFromItsLastCheckpoint() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    Path checkpoints = Files.createDirectories(warehouse.resolve("checkpoints"));
    try (Arrivals arrivals = new Arrivals(checkpoints);
        Running training = Pollard.start(arguments(warehouse, "--master", "local[2]"))) {
      arrivals.await(training, () -> holdsCheckpoint(checkpoints));
      training.kill();
    }
    assertThat(Warehouse.open(warehouse.toString()).committed("small").stepIds()).isEmpty();

    Path events = Files.createDirectories(folder.resolve("events"));
    List<String> again = new ArrayList<>(List.of(arguments(warehouse, "--master", "local[2]")));
    EventLog.settings(events).forEach(setting -> again.addAll(List.of("--conf", setting)));
    try (Running training = Pollard.start(List.of(), again)) {
      training.succeeded();
    }
    assertThat(EventLog.read(events).jobs())
        .anyMatch(job -> job.startsWith("iterations "))
        .noneMatch(job -> job.startsWith("iterations 0 to "));
    assertSame(warehouse);
  }

  private static String[] arguments(Path warehouse, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                file.toString(),
                "--distributed",
                "--workers",
                "3",
                "--averaging-frequency",
                "4",
                "--checkpoint-every",
                "0",
                "--warehouse",
                warehouse.toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static boolean holdsCheckpoint(Path checkpoints) {
    return List.of(checkpoints.toFile().list()).stream().anyMatch(name -> !name.startsWith("_"));
  }

  /** Every number but those that tell who computed it, and when. */
  private static void assertSame(Path warehouse) {
    Comparison.assertSame(
        WarehouseContents.of(warehouse, "small"), WarehouseContents.of(undisturbed, "small"));
    assertThat(Warehouse.open(warehouse.toString()).rows(Tables.STEPS, "small")).hasSize(1);
  }
}
