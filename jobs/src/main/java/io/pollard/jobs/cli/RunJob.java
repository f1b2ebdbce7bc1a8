package io.pollard.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Mixin private final SweepOptions options = new SweepOptions();

  RunJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(RunJob::new, args);
  }

  @Override
  public Integer call() throws InterruptedException {
    return options.sweep(terminal).run(options.experiment());
  }
}
