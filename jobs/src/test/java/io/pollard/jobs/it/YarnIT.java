package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar, the experiment, the data and the warehouse on HDFS, the driver in a container of YARN:
 * the same rows as on one machine, through whatever is killed.
 */
@ExtendWith(Reference.class)
class YarnIT {
  private static final String STEPS = "/warehouse/steps/experiment=" + Sweep.NAME;

  @Test
  void aSweepInClusterModeOutlivesItsApplicationMasterAndAnExecutor(
      Reference.Undisturbed local, @TempDir Path folder) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    ShippedData.copy(data);
    int total = Sweep.plan(Sweep.TEXT).steps().size();

    try (Yarn yarn = Yarn.start(folder)) {
      yarn.upload(data, "/data");
      Path experiment =
          Sweep.write(
              folder,
              Sweep.TEXT.replace(
                  "name: fashion-mnist-8k",
                  "name: fashion-mnist-8k, format: idx, path: '%s'".formatted(yarn.name("/data"))));
      yarn.upload(experiment, "/experiment.yaml");
      try (Running sweep =
          yarn.submit(
              "run", yarn.name("/experiment.yaml"), "--warehouse", yarn.name("/warehouse"))) {
        yarn.awaitFiles(STEPS, 3, sweep);
        kill(yarn::executors);
        yarn.awaitFiles(STEPS, total / 2, sweep);
        kill(yarn::applicationMasters);
        sweep.succeeded();
      }
      Path copy = folder.resolve("copy");
      yarn.download("/warehouse", copy);
      Comparison.assertSame(WarehouseContents.of(copy, Sweep.NAME), local.contents());
    }
  }

  private static void kill(Supplier<List<ProcessHandle>> processes) {
    List<ProcessHandle> found = processes.get();
    assertThat(found).isNotEmpty();
    found.get(0).destroyForcibly();
  }
}
