package io.pollard.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The run of a step: who computed it, when, and how much that took. None of it has any influence on
 * the result.
 *
 * @param codeVersion of Pollard
 * @param host name of the machine
 * @param attempt 1-based number of the try
 * @param startedAt its beginning, to the millisecond
 * @param executed what it ran on the engine
 */
public record Run(
    String codeVersion, String host, int attempt, Instant startedAt, Executed executed) {
  public Run {
    startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
