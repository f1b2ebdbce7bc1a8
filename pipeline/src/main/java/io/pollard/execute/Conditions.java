package io.pollard.execute;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.Dataset;
import io.pollard.engine.Engines;

/** Whether a process can do what was planned elsewhere. */
public final class Conditions {
  private Conditions() {}

  /**
   * The plan was made of other data or another processor than this process has: refuse, do not
   * guess.
   *
   * @param fingerprint of the data that was planned with
   * @param engine name of the engine
   * @param planned that engine's arithmetic where the plan was made
   * @throws DataException if the data differ
   * @throws UserException if the arithmetic differs
   */
  public static void requireSame(
      Dataset dataset, String fingerprint, String engine, String planned) {
    if (!dataset.fingerprint().equals(fingerprint)) {
      throw new DataException(
          "Cannot run the step on data set '%s': its content is not what the plan was made of (found=%s, planned=%s); give every executor the same files"
              .formatted(dataset.name(), dataset.fingerprint(), fingerprint));
    }
    String arithmetic = Engines.named(engine).arithmetic();
    if (!arithmetic.equals(planned)) {
      throw new UserException(
          "Cannot run the step with engine '%s': this executor computes otherwise than the plan says (found=%s, planned=%s); run driver and executors on the same kind of processor"
              .formatted(engine, arithmetic, planned));
    }
  }
}
