package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.store.ScoreSummary;
import io.pollard.store.ScoreSummary.Spread;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Scores: a row per layer. */
final class ScoreReport {
  private ScoreReport() {}

  static void print(List<ScoreSummary> rows, PrintWriter out) {
    TextTable table =
        new TextTable(
            "layer",
            "groups",
            "kept",
            "min",
            "p05",
            "median",
            "p95",
            "max",
            "mean",
            "threshold",
            "pruned");
    for (ScoreSummary row : rows) {
      table.row(
          row.layer(),
          Long.toString(row.groups()),
          Long.toString(row.kept()),
          cell(row, Spread::min),
          cell(row, Spread::p05),
          cell(row, Spread::p50),
          cell(row, Spread::p95),
          cell(row, Spread::max),
          cell(row, Spread::mean),
          cell(row.threshold()),
          row.selection().isPresent() ? Long.toString(row.pruned()) : "-");
    }
    table.print(out);
  }

  /** The same for programs. */
  static ArrayNode json(List<ScoreSummary> rows) {
    ArrayNode layers = JsonNodeFactory.instance.arrayNode();
    for (ScoreSummary row : rows) {
      ObjectNode layer =
          layers
              .addObject()
              .put("layer", row.layer())
              .put("groups", row.groups())
              .put("kept", row.kept());
      row.spread()
          .ifPresent(
              spread ->
                  layer
                      .put("min", spread.min())
                      .put("p05", spread.p05())
                      .put("median", spread.p50())
                      .put("p95", spread.p95())
                      .put("max", spread.max())
                      .put("mean", spread.mean()));
      row.threshold().ifPresent(threshold -> layer.put("threshold", threshold));
      row.selection().ifPresent(selection -> layer.put("pruned", row.pruned()));
    }
    return layers;
  }

  private static String cell(ScoreSummary row, ToDoubleFunction<Spread> value) {
    return row.spread().map(spread -> Cell.rounded(value.applyAsDouble(spread))).orElse("-");
  }

  private static String cell(OptionalDouble value) {
    return value.isPresent() ? Cell.rounded(value.getAsDouble()) : "-";
  }
}
