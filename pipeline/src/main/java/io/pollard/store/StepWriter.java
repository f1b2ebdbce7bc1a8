package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.FileNames.StepFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The commit of a step: checkpoint, other rows, and last its rows in {@code steps}. */
final class StepWriter {
  private final RowFiles files;
  private final Checkpoints checkpoints;

  StepWriter(RowFiles files) {
    this.files = files;
    this.checkpoints = new Checkpoints(files);
  }

  /**
   * Rows of a step that are to be committed.
   *
   * @param results per use
   * @param history empty if the experiment has them already
   * @param layers empty if the experiment has them already
   * @param sensitivity empty if the experiment has them already
   * @param scores empty if the experiment has them already
   */
  record Rows(
      List<ResultRow> results,
      List<HistoryRow> history,
      List<LayerRow> layers,
      List<SensitivityRow> sensitivity,
      List<ScoreRow> scores) {}

  /**
   * Writes rows, {@code steps} last. What an attempt that did not get that far left is replaced.
   *
   * @param steps asked for when all the rest is in place
   */
  void write(String experiment, StepFile file, Rows rows, Supplier<List<StepRow>> steps) {
    replace(Tables.RESULTS, experiment, file, rows.results());
    replace(Tables.HISTORY, experiment, file, rows.history());
    replace(Tables.LAYERS, experiment, file, rows.layers());
    replace(Tables.SENSITIVITY, experiment, file, rows.sensitivity());
    replace(Tables.SCORES, experiment, file, rows.scores());
    replace(Tables.STEPS, experiment, file, steps.get());
  }

  boolean committed(String experiment, StepFile file) {
    return files.exists(FileNames.path(Tables.STEPS, experiment, file.name()));
  }

  /**
   * Puts a checkpoint in its place, unless the same is there.
   *
   * @param recorded the checksum that a committed step has recorded for it, looked up only if
   *     another checkpoint is in its place
   * @throws DataException if a committed step has another one
   */
  TensorRows.Summary write(Checkpoint checkpoint, Supplier<Optional<String>> recorded) {
    String stepId = checkpoint.stepId();
    if (checkpoints.exists(stepId)) {
      TensorRows.Summary summary = Checkpoints.summary(checkpoint);
      if (intact(stepId).filter(summary::equals).isPresent()) {
        return summary;
      }
      Optional<String> other = recorded.get().filter(sum -> !sum.equals(summary.checksum()));
      if (other.isPresent()) {
        throw new DataException(
            "Cannot commit step %s: it is committed already with another checkpoint (committed=%s, new=%s); its results differ from run to run, so report this with its specification"
                .formatted(stepId, other.get(), summary.checksum()));
      }
    }
    return checkpoints.write(checkpoint);
  }

  private Optional<TensorRows.Summary> intact(String stepId) {
    try {
      return Optional.of(checkpoints.verify(stepId));
    } catch (DataException damaged) {
      // Left by a machine that lost power, say: the new one takes its place.
      return Optional.empty();
    }
  }

  private <R> void replace(Table<R> table, String experiment, StepFile file, List<R> rows) {
    String path = FileNames.path(table, experiment, file.name());
    if (rows.isEmpty()) {
      files.delete(path);
    } else {
      files.write(table, path, rows);
    }
  }

  /** The rows of a step for some uses of it. */
  static Rows rows(
      String stepId,
      List<Use> uses,
      List<Evaluation> evaluations,
      List<HistoryPoint> history,
      List<LayerSize> layers,
      List<SensitivityCell> sensitivity,
      List<ScoreSummary> scores) {
    List<ResultRow> results = new ArrayList<>();
    for (Use use : uses) {
      evaluations.forEach(evaluation -> results.add(new ResultRow(stepId, use, evaluation)));
    }
    return new Rows(
        results,
        history.stream().map(point -> new HistoryRow(stepId, point)).toList(),
        layers.stream().map(size -> new LayerRow(stepId, size)).toList(),
        sensitivity.stream().map(cell -> new SensitivityRow(stepId, cell)).toList(),
        scores.stream().map(summary -> new ScoreRow(stepId, summary)).toList());
  }
}
