package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.FileNames.StepFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Copies the rows of committed steps to another experiment or to other uses. */
final class StepReuse {
  /** So many steps share one look at the other experiment's files and lie in memory together. */
  private static final int CHUNK = 256;

  private final Warehouse warehouse;
  private final StepWriter writer;
  private final String experiment;
  private final String from;
  private final Run run;

  StepReuse(Warehouse warehouse, StepWriter writer, String experiment, String from, Run run) {
    this.warehouse = warehouse;
    this.writer = writer;
    this.experiment = Identifiers.experiment(experiment);
    this.from = Identifiers.experiment(from);
    this.run = run;
  }

  void reuse(Map<String, List<Use>> uses) {
    Committed mine = warehouse.committed(experiment);
    Map<String, List<Use>> chunk = new LinkedHashMap<>();
    uses.forEach(
        (stepId, wanted) -> {
          List<Use> missing = mine.missing(stepId, wanted);
          if (!missing.isEmpty()) {
            chunk.put(stepId, missing);
          }
          if (chunk.size() == CHUNK) {
            copy(chunk, mine);
            chunk.clear();
          }
        });
    copy(chunk, mine);
  }

  private void copy(Map<String, List<Use>> uses, Committed mine) {
    if (uses.isEmpty()) {
      return;
    }
    Set<String> ids = uses.keySet();
    Set<String> foreign = new HashSet<>(ids);
    foreign.removeIf(mine::contains);
    Map<String, List<StepRow>> steps =
        byStep(warehouse.rows(Tables.STEPS, from, ids), StepRow::stepId);
    Map<String, List<ResultRow>> results =
        byStep(warehouse.rows(Tables.RESULTS, from, ids), ResultRow::stepId);
    // The experiment has one history and one set of layers and cells of a step, however many uses.
    Map<String, List<HistoryRow>> history =
        byStep(warehouse.rows(Tables.HISTORY, from, foreign), HistoryRow::stepId);
    Map<String, List<LayerRow>> layers =
        byStep(warehouse.rows(Tables.LAYERS, from, foreign), LayerRow::stepId);
    Map<String, List<SensitivityRow>> sensitivity =
        byStep(warehouse.rows(Tables.SENSITIVITY, from, foreign), SensitivityRow::stepId);
    Map<String, List<ScoreRow>> scores =
        byStep(warehouse.rows(Tables.SCORES, from, foreign), ScoreRow::stepId);
    uses.forEach(
        (stepId, missing) -> {
          StepRow source = of(steps, stepId).stream().findFirst().orElseThrow(() -> lacks(stepId));
          List<Evaluation> evaluations =
              of(results, stepId).stream()
                  .filter(row -> row.use().equals(source.use()))
                  .map(ResultRow::evaluation)
                  .toList();
          List<HistoryPoint> points = of(history, stepId).stream().map(HistoryRow::point).toList();
          List<LayerSize> sizes = of(layers, stepId).stream().map(LayerRow::size).toList();
          List<SensitivityCell> cells =
              of(sensitivity, stepId).stream().map(SensitivityRow::cell).toList();
          List<ScoreSummary> summaries =
              of(scores, stepId).stream().map(ScoreRow::summary).toList();
          Contents contents = source.contents();
          boolean complete =
              evaluations.size() == contents.resultRows()
                  && (!foreign.contains(stepId)
                      || (points.size() == contents.historyRows()
                          && sizes.size() == contents.layerRows()
                          && cells.size() == contents.sensitivityRows()
                          && summaries.size() == contents.scoreRows()));
          if (!complete) {
            throw lacks(stepId);
          }
          writer.write(
              experiment,
              new StepFile(stepId, missing),
              StepWriter.rows(stepId, missing, evaluations, points, sizes, cells, summaries),
              () ->
                  missing.stream()
                      .map(use -> new StepRow(source.step(), use, run, Timing.NONE, true, contents))
                      .toList());
        });
  }

  private static <R> Map<String, List<R>> byStep(List<R> rows, Function<R, String> stepId) {
    return rows.stream().collect(Collectors.groupingBy(stepId, HashMap::new, Collectors.toList()));
  }

  private static <R> List<R> of(Map<String, List<R>> rows, String stepId) {
    return rows.getOrDefault(stepId, List.of());
  }

  private DataException lacks(String stepId) {
    return new DataException(
        "Cannot reuse step %s: rows of it are missing (experiment=%s); run doctor to have the warehouse checked and repaired"
            .formatted(stepId, from));
  }
}
