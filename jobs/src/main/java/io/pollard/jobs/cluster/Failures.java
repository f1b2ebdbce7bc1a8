package io.pollard.jobs.cluster;

import io.pollard.execute.Host;
import io.pollard.execute.Outcome;
import io.pollard.plan.Step;
import io.pollard.store.FailureRow;
import io.pollard.store.Run;
import io.pollard.store.Warehouse;
import java.time.Instant;
import java.util.List;

/** Writes down what could not be done. */
public final class Failures {
  private Failures() {}

  /** Gives every use of a step its row in table {@code failures}. */
  public static void record(
      Warehouse warehouse, String experiment, Step step, Outcome.Failed outcome) {
    Run run = Host.run(outcome.attempt(), Instant.now());
    List<FailureRow> rows =
        step.uses().stream()
            .map(
                use ->
                    new FailureRow(
                        step.id(),
                        step.kind(),
                        use,
                        outcome.cause(),
                        outcome.message(),
                        outcome.permanent(),
                        run.attempt(),
                        outcome.host(),
                        run.startedAt()))
            .toList();
    warehouse.fail(experiment, rows);
  }
}
