package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.execute.Assignment;
import io.pollard.execute.Outcome;
import io.pollard.execute.StepRunner;
import io.pollard.execute.Workshop;
import io.pollard.plan.Plan;
import io.pollard.plan.Step;
import java.nio.file.Path;
import java.util.Map;

/** Runs a plan without Spark: one step after the other, here. */
final class PlainLoop {
  private PlainLoop() {}

  static void run(Plan plan, Path warehouse) {
    try (Workshop workshop = new Workshop(Map.of())) {
      StepRunner runner = new StepRunner(workshop);
      for (Step step : plan.steps()) {
        Outcome outcome =
            runner.run(
                Assignment.of(plan.experiment(), warehouse.toString(), step), 1, () -> false);
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
      }
    }
  }
}
