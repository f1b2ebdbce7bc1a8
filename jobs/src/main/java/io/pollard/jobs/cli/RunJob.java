package io.pollard.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pollard run}: runs an experiment. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs an experiment: whatever of it the warehouse does not have yet.",
      "Interrupted or failed, the same command goes on where it stopped."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard run my-first.yaml",
      "  bin/pollard run my-first.yaml --master yarn --warehouse hdfs:///pollard"
    })
public final class RunJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "<file>", description = "The experiment file.")
  private String file = "";

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  RunJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(RunJob::new, args);
  }

  @Override
  public Integer call() throws InterruptedException {
    return new Sweep(terminal, json.isGiven(), warehouse, spark).run(ExperimentFile.read(file));
  }
}
