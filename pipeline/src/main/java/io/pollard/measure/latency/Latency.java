package io.pollard.measure.latency;

/**
 * How long one inference of a batch takes.
 *
 * @param runtime its name
 * @param version of the runtime
 * @param batch number of examples
 * @param median milliseconds for the whole batch
 * @param lower first quartile
 * @param upper third quartile
 * @param runs that were timed
 */
public record Latency(
    String runtime,
    String version,
    int batch,
    double median,
    double lower,
    double upper,
    int runs) {}
