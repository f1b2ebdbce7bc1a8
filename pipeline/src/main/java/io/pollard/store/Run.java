package io.pollard.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * The run of a step: who computed it, when, and how much that took. None of it has any influence on
 * the result.
 *
 * @param codeVersion of Pollard
 * @param host name of the machine
 * @param attempt 1-based number of the try
 * @param startedAt its beginning, to the millisecond
 * @param trainedMacs multiply-accumulates, for one example, of the network that took the last
 *     optimiser step; empty if none was taken, or in rows of versions that did not count them
 */
public record Run(
    String codeVersion, String host, int attempt, Instant startedAt, OptionalLong trainedMacs) {
  public Run {
    startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
