package io.pollard.train;

import io.pollard.network.Mask;

/** How a run of the trainer ended. */
public sealed interface TrainingOutcome {

  /** What was logged, and where the time went. */
  TrainingLog log();

  /**
   * It reached the iteration that it was to reach.
   *
   * @param state to go on from
   * @param mask what is kept
   */
  record Finished(TrainingState state, Mask mask, TrainingLog log) implements TrainingOutcome {}

  /**
   * It was told to stop, between two iterations.
   *
   * @param state to go on from
   * @param mask what is kept
   */
  record Cancelled(TrainingState state, Mask mask, TrainingLog log) implements TrainingOutcome {}

  /**
   * The loss, or at the end a parameter, was not a finite number. The values are of no use any
   * more.
   *
   * @param iteration of the step whose loss it was; the last one if it showed in parameters or on
   *     the validation split
   * @param loss NaN or infinite; NaN if it showed in parameters
   */
  record Diverged(int iteration, double loss, TrainingLog log) implements TrainingOutcome {}
}
