package io.pollard.store;

/**
 * How long a step took, in milliseconds. The parts lie inside {@code wallMs} and need not fill it.
 *
 * @param wallMs from its start to its commit
 * @param cpuMs processor time of its thread
 * @param dataMs reading the data set
 * @param compileMs making the network runnable
 * @param trainMs training
 * @param evaluateMs evaluating
 * @param commitMs writing its files, all but the {@code steps} row itself
 */
public record Timing(
    long wallMs,
    long cpuMs,
    long dataMs,
    long compileMs,
    long trainMs,
    long evaluateMs,
    long commitMs) {

  /** No work at all: a step that was there already. */
  public static final Timing NONE = new Timing(0, 0, 0, 0, 0, 0, 0);

  /** This and a commit of so many milliseconds behind it. */
  Timing withCommit(long millis) {
    return new Timing(
        wallMs + millis, cpuMs, dataMs, compileMs, trainMs, evaluateMs, commitMs + millis);
  }
}
