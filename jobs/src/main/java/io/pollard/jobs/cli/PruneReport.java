package io.pollard.jobs.cli;

import io.pollard.store.Evaluation;
import io.pollard.store.NetworkSize;
import io.pollard.store.ResultRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A network before and after pruning, for people. */
final class PruneReport {
  private PruneReport() {}

  static void print(Warehouse warehouse, String experiment, PruneRun.Done done, PrintWriter out) {
    TextTable table =
        new TextTable("network", "split", "top-1", "loss", "density", "compression", "speed-up");
    Optional<String> owner =
        Optional.ofNullable(warehouse.committedAnywhere(List.of(done.source())).get(done.source()));
    owner.ifPresent(from -> rows(warehouse, from, done.source(), "before", table));
    rows(warehouse, experiment, done.pruned(), "pruned", table);
    table.print(out);
  }

  private static void rows(
      Warehouse warehouse, String experiment, String stepId, String name, TextTable table) {
    warehouse.rows(Tables.RESULTS, experiment, Set.of(stepId)).stream()
        .map(ResultRow::evaluation)
        .distinct()
        .sorted(Comparator.comparing(Evaluation::split).reversed())
        .forEach(result -> table.row(cells(name, result)));
  }

  private static List<String> cells(String name, Evaluation result) {
    NetworkSize size = result.size();
    return List.of(
        name,
        result.split(),
        "%.4f".formatted(result.top1()),
        Cell.rounded(result.loss()),
        "%.4f".formatted((double) size.prunableNonzero() / size.prunableTotal()),
        "%.2fx".formatted(size.compressionRatio()),
        "%.2fx".formatted(size.theoreticalSpeedup()));
  }
}
