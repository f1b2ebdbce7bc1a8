package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.plan.Plan;
import io.pollard.plan.Step;
import io.pollard.store.Evaluation;
import io.pollard.store.ResultRow;
import io.pollard.store.Tables;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The results of an experiment for people: a row per arm and level, over the replicates. The dense
 * network, where arms share it, is one row.
 */
final class ResultTable {
  /** How the network that several arms start from is called. */
  private static final String SHARED = "(dense)";

  private ResultTable() {}

  private record RowName(String arm, int level) {}

  /** What a plan's steps have left in a warehouse; a table without rows if that is nothing. */
  static TextTable of(Plan plan, Warehouse warehouse) {
    List<ResultRow> tests = tests(plan, warehouse);
    TextTable table =
        new TextTable(
            "arm", "level", "density", "compression", "top-1 (test)", "early stop", "replicates");
    byRow(tests).forEach((name, rows) -> table.row(cells(name, rows)));
    return table;
  }

  /** The same in full: a result per arm, level and replicate. */
  static ArrayNode json(Plan plan, Warehouse warehouse) {
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    for (ResultRow row : tests(plan, warehouse)) {
      Evaluation evaluation = row.evaluation();
      ObjectNode node =
          results
              .addObject()
              .put("step_id", row.stepId())
              .put("arm", row.use().arm())
              .put("replicate", row.use().replicate())
              .put("level", row.use().level())
              .put("split", evaluation.split())
              .put("top1", evaluation.top1())
              .put("loss", evaluation.loss())
              .put("params_total", evaluation.size().paramsTotal())
              .put("params_nonzero", evaluation.size().paramsNonzero())
              .put("compression_ratio", evaluation.size().compressionRatio());
      evaluation.earlyStop().ifPresent(stop -> node.put("early_stop_iteration", stop.iteration()));
    }
    return results;
  }

  private static List<ResultRow> tests(Plan plan, Warehouse warehouse) {
    Set<String> ids = plan.steps().stream().map(Step::id).collect(Collectors.toSet());
    return warehouse.rows(Tables.RESULTS, plan.experiment(), ids).stream()
        .filter(row -> row.evaluation().split().equals("test"))
        .sorted(inOrderOf(plan))
        .toList();
  }

  /** As in the experiment file: the dense network, then arm by arm, level by level. */
  private static Comparator<ResultRow> inOrderOf(Plan plan) {
    List<String> arms =
        plan.steps().stream()
            .flatMap(step -> step.uses().stream())
            .map(Use::arm)
            .distinct()
            .toList();
    return Comparator.comparingInt((ResultRow row) -> arms.indexOf(row.use().arm()))
        .thenComparingInt(row -> row.use().level())
        .thenComparingLong(row -> row.use().replicate());
  }

  /** The rows of the table, each with its results by step: a step that arms share counts once. */
  private static Map<RowName, Collection<ResultRow>> byRow(List<ResultRow> tests) {
    Map<String, Long> arms =
        tests.stream().collect(Collectors.groupingBy(ResultRow::stepId, Collectors.counting()));
    Map<RowName, Map<String, ResultRow>> found = new LinkedHashMap<>();
    for (ResultRow row : tests) {
      Use use = row.use();
      boolean shared = use.level() == 0 && arms.getOrDefault(row.stepId(), 0L) > 1;
      found
          .computeIfAbsent(
              new RowName(shared ? SHARED : use.arm(), use.level()), key -> new LinkedHashMap<>())
          .put(row.stepId(), row);
    }
    Map<RowName, Collection<ResultRow>> rows = new LinkedHashMap<>();
    found.forEach((name, steps) -> rows.put(name, steps.values()));
    return rows;
  }

  private static List<String> cells(RowName name, Collection<ResultRow> rows) {
    List<Evaluation> results = rows.stream().map(ResultRow::evaluation).toList();
    List<Double> stops = new ArrayList<>();
    results.forEach(
        result -> result.earlyStop().ifPresent(stop -> stops.add((double) stop.iteration())));
    return List.of(
        name.arm(),
        Integer.toString(name.level()),
        "%.4f"
            .formatted(
                mean(results, r -> (double) r.size().prunableNonzero() / r.size().prunableTotal())),
        "%.2fx".formatted(mean(results, r -> r.size().compressionRatio())),
        spread(results, Evaluation::top1).text("%.4f"),
        stops.isEmpty() ? "-" : Spread.of(stops).text("%.0f"),
        Integer.toString(results.size()));
  }

  private static double mean(List<Evaluation> results, ToDoubleFunction<Evaluation> value) {
    return spread(results, value).mean();
  }

  private static Spread spread(List<Evaluation> results, ToDoubleFunction<Evaluation> value) {
    return Spread.of(results.stream().mapToDouble(value).boxed().toList());
  }
}
