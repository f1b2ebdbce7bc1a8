package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end in the middle of a sweep. */
class InterruptionIT {
  private static final int TERMINATED = 143;

  @TempDir private Path folder;

  @Test
  void saysThatTheSameCommandGoesOn() throws Exception {
    Path err = folder.resolve("err.txt");
    Path file =
        Inputs.write(
            folder,
            "e.yaml",
            Inputs.experiment("{name: fashion-mnist-8k, testLimit: 100}", "lenet-300-100")
                .replace(
                    "iterations: 8}", "iterations: 8}\nreplicates: [1, 2, 3, 4, 5, 6, 7, 8, 9]")
                .replace("[0.5]", "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]"));
    Path warehouse = folder.resolve("warehouse");
    List<String> run =
        List.of(
            "run", file.toString(), "--master", "local[1]", "--warehouse", warehouse.toString());

    Process process = start(run, err);
    while (process.isAlive() && committed(warehouse).isEmpty()) {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    process.destroy();

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(err)).contains("interrupted; the same command goes on from here");
    assertThat(process.exitValue()).isEqualTo(TERMINATED);
    List<StepRow> before = committed(warehouse);
    assertThat(before).isNotEmpty();
    Ran again = Ran.pollard(run.toArray(new String[0]));
    assertThat(again.code()).isZero();
    assertThat(committed(warehouse)).containsAll(before).hasSizeGreaterThan(before.size());
    assertThat(Ran.pollard("doctor", "--grace", "0", "--warehouse", warehouse.toString()).out())
        .endsWith("nothing is wrong\n");
  }

  private static List<StepRow> committed(Path warehouse) {
    return Warehouse.open(warehouse.toString()).rows(Tables.STEPS, "small");
  }

  private Process start(List<String> arguments, Path err) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Dorg."))
        .forEach(command::add);
    command.addAll(
        List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), Cli.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(err.toFile())
        .start();
  }
}
