package io.pollard.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A row of {@code failures}: one use of a step whose run failed.
 *
 * @param stepId its id
 * @param kind of step
 * @param use where the experiment uses it
 * @param cause simple name of the exception's class, or {@code diverged}
 * @param message of the exception
 * @param permanent whether it would fail again: the cause lies in its inputs, not in the machine
 * @param attempt 1-based number of the try
 * @param host name of the machine
 * @param failedAt to the millisecond
 */
public record FailureRow(
    String stepId,
    String kind,
    Use use,
    String cause,
    String message,
    boolean permanent,
    int attempt,
    String host,
    Instant failedAt) {

  public FailureRow {
    Identifiers.step(stepId);
    failedAt = failedAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
