package io.pollard.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pollard train}: trains an experiment's dense networks. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains the dense networks of an experiment, one for each replicate and training, and prunes",
      "nothing: the same steps that 'run' would begin with, which finds them done."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard train my-first.yaml",
      "  bin/pollard train my-first.yaml --master 'local[2]' --json"
    })
public final class TrainJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "<file>", description = "The experiment file.")
  private String file = "";

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  TrainJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(TrainJob::new, args);
  }

  @Override
  public Integer call() throws InterruptedException {
    return new Sweep(terminal, json.isGiven(), warehouse, spark)
        .run(ExperimentFile.read(file), DenseNetworks::training);
  }
}
