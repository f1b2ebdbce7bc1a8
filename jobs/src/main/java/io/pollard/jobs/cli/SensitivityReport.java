package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.sensitivity.Analysis;
import io.pollard.sensitivity.Suggestion;
import io.pollard.store.SensitivityCell;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An analysis for people: a row per layer, a column per sparsity, and what may go of each. */
final class SensitivityReport {
  private final Analysis analysis;
  private final List<SensitivityCell> cells;

  SensitivityReport(Analysis analysis, List<SensitivityCell> cells) {
    this.analysis = analysis;
    this.cells = cells;
  }

  void print(double budget, PrintWriter out) {
    SensitivityCell.Reference reference = cells.get(0).reference();
    out.printf(
        Locale.ROOT,
        "Unpruned: top-1 %.4f, loss %.4f on %d %s examples%n",
        reference.top1(),
        reference.loss(),
        reference.population(),
        reference.split());
    groups().forEach((name, some) -> print(name, some, budget, out));
  }

  /** The same for programs: every cell, and what is suggested. */
  ObjectNode json(double budget) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("step_id", analysis.id());
    SensitivityCell.Reference reference = cells.get(0).reference();
    root.put("split", reference.split())
        .put("population", reference.population())
        .put("unpruned_top1", reference.top1())
        .put("unpruned_loss", reference.loss())
        .put("budget", budget);
    ArrayNode rows = root.putArray("cells");
    for (SensitivityCell cell : cells) {
      rows.addObject()
          .put("layer", cell.layer())
          .put("structure", cell.structure())
          .put("scoring", cell.scoring())
          .put("sparsity", cell.sparsity())
          .put("samples", cell.measured().samples())
          .put("top1", cell.measured().top1())
          .put("loss", cell.measured().loss())
          .put("top1_low", cell.measured().top1Low())
          .put("top1_high", cell.measured().top1High());
    }
    ArrayNode suggested = root.putArray("suggested");
    groups()
        .forEach(
            (setting, some) -> {
              ObjectNode group = suggested.addObject().put("setting", setting);
              Suggestion.of(some, budget).forEach(group.putObject("sparsities")::put);
            });
    return root;
  }

  /** The cells by structure and scoring rule. */
  private Map<String, List<SensitivityCell>> groups() {
    return cells.stream()
        .collect(
            Collectors.groupingBy(
                cell -> cell.structure() + ", " + cell.scoring(),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private void print(String name, List<SensitivityCell> some, double budget, PrintWriter out) {
    Map<String, Double> suggested = Suggestion.of(some, budget);
    out.println();
    out.println("Top-1 with one layer pruned (" + name + ")");
    table(some, suggested).print(out);
    if (analysis.sampling().isPresent()) {
      Analysis.Sampling sampling = analysis.sampling().get();
      int least = some.stream().mapToInt(c -> c.measured().samples()).min().orElse(0);
      int most = some.stream().mapToInt(c -> c.measured().samples()).max().orElse(0);
      out.printf(
          Locale.ROOT,
          "Each to within %s with confidence %s, from %d to %d examples; columns top1_low and top1_high have the intervals%n",
          sampling.within(),
          sampling.confidence(),
          least,
          most);
    }
    out.printf(Locale.ROOT, "Suggested for a loss of at most %s of top-1 a layer:%n", budget);
    out.println("  selection: {from-sensitivity: {sparsities: {" + pairs(suggested) + "}}}");
  }

  private static TextTable table(List<SensitivityCell> some, Map<String, Double> suggested) {
    List<Double> sparsities =
        some.stream().map(SensitivityCell::sparsity).distinct().sorted().toList();
    List<String> head = new ArrayList<>(List.of("layer", "weights"));
    sparsities.forEach(sparsity -> head.add(Cell.rounded(sparsity)));
    head.add("suggested");
    TextTable table = new TextTable(head);
    Map<String, List<SensitivityCell>> byLayer =
        some.stream()
            .sorted(
                Comparator.comparingInt(SensitivityCell::position)
                    .thenComparingDouble(SensitivityCell::sparsity))
            .collect(
                Collectors.groupingBy(
                    SensitivityCell::layer, LinkedHashMap::new, Collectors.toList()));
    byLayer.forEach(
        (layer, row) -> {
          List<String> texts = new ArrayList<>();
          texts.add(
              row.get(0).members().size() == 1 ? layer : String.join(" + ", row.get(0).members()));
          texts.add(Long.toString(row.get(0).weights()));
          row.forEach(
              cell -> texts.add(String.format(Locale.ROOT, "%.4f", cell.measured().top1())));
          texts.add(Cell.rounded(suggested.getOrDefault(layer, 0.0)));
          table.row(texts);
        });
    return table;
  }

  private static String pairs(Map<String, Double> suggested) {
    return suggested.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + Cell.rounded(entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
