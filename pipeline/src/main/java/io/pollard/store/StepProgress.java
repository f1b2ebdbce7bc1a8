package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.FileNames.StepFile;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;

/**
 * How far a step has come that takes so long that it must not begin anew: kept under the names of
 * the files that its commit will write, which nobody reads before.
 *
 * @param checkpoint what it has reached
 * @param history up to there
 */
public record StepProgress(Checkpoint checkpoint, List<HistoryPoint> history) {
  public StepProgress {
    history = List.copyOf(history);
  }

  /** Writes it, the history first: a checkpoint without it would be of no use. */
  void write(RowFiles files, String experiment, List<Use> uses) {
    String stepId = checkpoint.stepId();
    if (!history.isEmpty()) {
      files.write(
          Tables.HISTORY,
          historyPath(experiment, uses, stepId),
          history.stream().map(point -> new HistoryRow(stepId, point)).toList());
    }
    new Checkpoints(files).write(checkpoint);
  }

  static Optional<StepProgress> read(
      RowFiles files, String experiment, List<Use> uses, String stepId) {
    Checkpoints checkpoints = new Checkpoints(files);
    if (!checkpoints.exists(stepId)) {
      return Optional.empty();
    }
    Checkpoint checkpoint = checkpoints.read(stepId);
    String path = historyPath(experiment, uses, stepId);
    if (!files.exists(path)) {
      return Optional.of(new StepProgress(checkpoint, List.of()));
    }
    int reached = checkpoint.state().iteration();
    try {
      return Optional.of(
          new StepProgress(
              checkpoint,
              files.read(Tables.HISTORY, path).stream()
                  .map(HistoryRow::point)
                  .filter(point -> point.iteration() <= reached)
                  .toList()));
    } catch (FileNotFoundException e) {
      throw new DataException(
          "Cannot go on with step %s: its history vanished while it was read (experiment=%s); run the same command again"
              .formatted(stepId, experiment),
          e);
    }
  }

  private static String historyPath(String experiment, List<Use> uses, String stepId) {
    return FileNames.path(Tables.HISTORY, experiment, new StepFile(stepId, uses).name());
  }
}
