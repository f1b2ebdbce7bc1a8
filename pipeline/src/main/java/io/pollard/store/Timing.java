package io.pollard.store;

/**
 * How long a step took, in milliseconds. The parts do not overlap and add up to {@code wallMs}, but
 * for some bookkeeping between them.
 *
 * @param wallMs from its start to its commit
 * @param cpuMs processor time of its thread
 * @param dataMs reading the data set and the checkpoints it starts from
 * @param compileMs making the network runnable
 * @param pruneMs scores, selection and what repairs the weights
 * @param trainMs training
 * @param evaluateMs evaluating
 * @param commitMs writing its files, all but the {@code steps} row itself
 */
public record Timing(
    long wallMs,
    long cpuMs,
    long dataMs,
    long compileMs,
    long pruneMs,
    long trainMs,
    long evaluateMs,
    long commitMs) {

  /** No work at all: a step that was there already. */
  public static final Timing NONE = new Timing(0, 0, 0, 0, 0, 0, 0, 0);

  /** This and a commit of so many milliseconds behind it. */
  Timing withCommit(long millis) {
    return new Timing(
        wallMs + millis, cpuMs, dataMs, compileMs, pruneMs, trainMs, evaluateMs, commitMs + millis);
  }
}
