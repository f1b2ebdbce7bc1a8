package io.pollard.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pollard quickstart}: a whole experiment on the data inside the jar. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a small experiment on data that is shipped with Pollard: a lottery ticket and its"
          + " controls, in a few minutes.",
      "It is conf/experiments/quickstart.yaml."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard quickstart",
      "  bin/pollard quickstart --warehouse /data/pollard --master local[4]"
    })
public final class QuickstartJob implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  QuickstartJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(QuickstartJob::new, args);
  }

  @Override
  public Integer call() throws InterruptedException {
    String text = Resources.text("experiments/quickstart.yaml");
    return new Sweep(terminal, json.isGiven(), warehouse, spark)
        .run(ExperimentFile.parse(text, "experiment file conf/experiments/quickstart.yaml"));
  }
}
