package io.pollard.train;

import java.util.List;

/**
 * What a run of the trainer leaves beside the values.
 *
 * @param history points in the order of iterations; at one iteration training before validation
 * @param trainNanos time spent on steps, batches and mask updates
 * @param evaluateNanos time spent on the validation split
 */
public record TrainingLog(List<HistoryPoint> history, long trainNanos, long evaluateNanos) {
  public TrainingLog {
    history = List.copyOf(history);
  }
}
