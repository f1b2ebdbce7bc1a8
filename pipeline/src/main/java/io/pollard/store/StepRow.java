package io.pollard.store;

/**
 * A row of the table of steps: one use of a committed step.
 *
 * @param step what it is
 * @param use where the experiment uses it
 * @param run who computed it and when
 * @param timing how long it took; nothing if reused
 * @param reused whether its work was done for another use or experiment
 * @param contents what it left in the other tables
 */
public record StepRow(
    StepIdentity step, Use use, Run run, Timing timing, boolean reused, Contents contents) {

  /** Its id. */
  public String stepId() {
    return step.stepId();
  }
}
