package io.pollard.jobs.cli;

import io.pollard.plan.Experiment;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which experiment a command is about, where its rows go, and how to tell what happened. */
final class SweepOptions {
  @Parameters(paramLabel = "<file>", description = "The experiment file.")
  private String file = "";

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  /**
   * The experiment.
   *
   * @throws io.pollard.UserException if the file cannot be used
   */
  Experiment experiment() {
    return ExperimentFile.read(file, Sessions.conf("pollard", spark));
  }

  boolean json() {
    return json.isGiven();
  }

  WarehouseOption warehouse() {
    return warehouse;
  }

  SparkOptions spark() {
    return spark;
  }

  /** What runs the experiment. */
  Sweep sweep(Terminal terminal) {
    return new Sweep(terminal, json.isGiven(), warehouse, spark);
  }
}
