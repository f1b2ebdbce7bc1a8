package io.pollard.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A row of {@code latency}: how long the network of a step took on some machine.
 *
 * @param stepId the step that left the network
 * @param use where the experiment uses it
 * @param runtime what ran it
 * @param runtimeVersion its version
 * @param batch number of examples
 * @param threads number of threads
 * @param median milliseconds for the whole batch
 * @param lower first quartile
 * @param upper third quartile
 * @param runs that were timed
 * @param machine processor, operating system, Java
 * @param host name of the machine
 * @param codeVersion version of Pollard
 * @param measuredAt to the millisecond
 */
public record LatencyRow(
    String stepId,
    Use use,
    String runtime,
    String runtimeVersion,
    int batch,
    int threads,
    double median,
    double lower,
    double upper,
    int runs,
    String machine,
    String host,
    String codeVersion,
    Instant measuredAt) {

  public LatencyRow {
    Identifiers.step(stepId);
    measuredAt = measuredAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
