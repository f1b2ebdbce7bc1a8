package io.pollard.jobs.cli;

import io.pollard.jobs.cluster.SweepResult;
import io.pollard.jobs.cluster.SweepRunner;
import io.pollard.plan.Experiment;
import io.pollard.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Runs an experiment and tells how it went. */
final class Sweep {
  private final Terminal terminal;
  private final boolean json;
  private final WarehouseOption warehouse;
  private final SparkOptions spark;

  /**
   * @param json whether the summary is for programs
   */
  Sweep(Terminal terminal, boolean json, WarehouseOption warehouse, SparkOptions spark) {
    this.terminal = terminal;
    this.json = json;
    this.warehouse = warehouse;
    this.spark = spark;
  }

  /** Runs what is missing and prints a summary; returns the exit code. */
  int run(Experiment experiment) throws InterruptedException {
    return run(experiment, plan -> plan);
  }

  /** The same for a part of the experiment's plan: steps with all their parents. */
  int run(Experiment experiment, UnaryOperator<Plan> part) throws InterruptedException {
    InstantSource clock = InstantSource.system();
    Instant began = clock.instant();
    SparkConf conf = Sessions.conf("pollard " + experiment.experiment(), spark);
    Prepared prepared = Prepared.of(experiment, warehouse, conf, part);
    SweepResult result =
        prepared.isComplete()
            ? new SweepResult(0, prepared.plan().steps().size(), List.of(), 0, false)
            : run(prepared, conf, clock);
    if (result.cancelled()) {
      return ExitCode.INTERRUPTED;
    }
    Duration took = Duration.between(began, clock.instant());
    SweepReport report = new SweepReport(prepared, result, warehouse.root());
    if (json) {
      JsonOption.print(report.json(took), terminal.out());
    } else {
      report.print(took, terminal.out());
    }
    return code(result);
  }

  private SweepResult run(Prepared prepared, SparkConf conf, InstantSource clock)
      throws InterruptedException {
    try (SparkSession session = Sessions.open(conf);
        ProgressLine line =
            new ProgressLine(
                terminal.out(), prepared.plan().steps(), prepared.standing().done(), clock)) {
      SweepRunner runner =
          new SweepRunner(
              JavaSparkContext.fromSparkContext(session.sparkContext()),
              prepared.warehouse(),
              terminal.live() && !json ? line : new QuietProgress());
      Interruption interruption = Interruption.cancels(runner::cancel, terminal.err());
      try {
        return runner.run(prepared.plan());
      } finally {
        interruption.ended();
      }
    }
  }

  /** A sweep of which something failed has failed; the exit code says whose fault that was. */
  static int code(SweepResult result) {
    if (result.complete()) {
      return ExitCode.DONE;
    }
    return result.failed().stream().mapToInt(ExitCode::of).min().orElse(ExitCode.FAILED);
  }
}
