package io.pollard.jobs.cluster;

import io.pollard.execute.Outcome;
import java.util.List;

/**
 * How a sweep ended.
 *
 * @param ran steps that ran and are committed
 * @param reused steps that had been committed before, here or in another experiment
 * @param failed steps that could not be done, with their cause
 * @param skipped number of steps that stand on a failed one
 * @param cancelled whether it was told to stop
 */
public record SweepResult(
    int ran, int reused, List<Outcome.Failed> failed, int skipped, boolean cancelled) {

  public SweepResult {
    failed = List.copyOf(failed);
  }

  public boolean complete() {
    return failed.isEmpty() && skipped == 0 && !cancelled;
  }
}
