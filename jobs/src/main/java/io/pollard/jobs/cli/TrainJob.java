package io.pollard.jobs.cli;

import io.pollard.jobs.cli.DistributedRun.Choices;
import io.pollard.plan.Experiment;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pollard train}: trains an experiment's dense networks. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains the dense networks of an experiment, one for each replicate and training, and prunes",
      "nothing: the same steps that 'run' would begin with, which finds them done. With --distributed",
      "networks and data that are too large for one core; their rows are of the arm's name with",
      "'-distributed' behind it, and a killed training goes on from its last checkpoint."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard train my-first.yaml",
      "  bin/pollard train my-first.yaml --master 'local[2]' --json",
      "  bin/pollard train my-first.yaml --distributed --workers 8 --checkpoint-every 5",
      "  bin/pollard train my-first.yaml --distributed --step 0e0b7b9f    # under that step's mask"
    })
public final class TrainJob implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final SweepOptions options = new SweepOptions();
  @Mixin private final DistributedOptions distributed = new DistributedOptions();
  @Mixin private final StepOption step = new StepOption();

  TrainJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(TrainJob::new, args);
  }

  @Override
  public Integer call() throws InterruptedException {
    Experiment experiment = options.experiment();
    if (!distributed.isGiven(step.isGiven())) {
      return options.sweep(terminal).run(experiment, DenseNetworks::training);
    }
    WarehouseOption warehouse = options.warehouse();
    SparkConf conf = Sessions.conf("pollard train " + experiment.experiment(), options.spark());
    Choices choices =
        new Choices(
            distributed.workers(conf),
            distributed.averagingFrequency(),
            distributed.checkpointEvery(),
            step.isGiven()
                ? Optional.of(step.find(warehouse.existing("train a step of", conf)))
                : Optional.empty());
    return new DistributedRun(options.json() ? terminal.quiet() : terminal, warehouse, conf)
        .run(experiment, choices, options.json());
  }
}
