package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.store.EarlyStop;
import io.pollard.store.HistoryPoint;
import io.pollard.store.ScoreSummary;
import io.pollard.train.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a step's work came to.
 *
 * @param state values at the end, and the optimiser's state where a later step goes on from here
 * @param mask what is kept
 * @param history logged on the way
 * @param earlyStop the training's best point on the validation split
 * @param requestedSparsity what the schedule asked for, if anything was pruned
 * @param scores what was scored, if anything was
 * @param evaluate whether the result is an end of its own that is to be evaluated
 */
record Accomplished(
    TrainingState state,
    Mask mask,
    List<HistoryPoint> history,
    Optional<EarlyStop> earlyStop,
    OptionalDouble requestedSparsity,
    List<ScoreSummary> scores,
    boolean evaluate) {

  /** The same with what was scored. */
  Accomplished withScores(List<ScoreSummary> summaries) {
    return new Accomplished(
        state, mask, history, earlyStop, requestedSparsity, summaries, evaluate);
  }
}
