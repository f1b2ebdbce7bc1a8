package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pollard.store.Evaluation;
import io.pollard.store.NetworkSize;
import io.pollard.store.ResultRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A network before and after pruning. */
final class PruneReport {
  private final List<Line> lines = new ArrayList<>();

  private record Line(String name, Evaluation result) {
    double density() {
      NetworkSize size = result.size();
      return (double) size.prunableNonzero() / size.prunableTotal();
    }
  }

  /**
   * @param experiment whose rows the pruned network's are
   */
  PruneReport(Warehouse warehouse, String experiment, PruneRun.Done done) {
    Optional.ofNullable(warehouse.committedAnywhere(List.of(done.source())).get(done.source()))
        .ifPresent(owner -> add(warehouse, owner, done.source(), "before"));
    add(warehouse, experiment, done.pruned(), "pruned");
  }

  private void add(Warehouse warehouse, String experiment, String stepId, String name) {
    warehouse.rows(Tables.RESULTS, experiment, Set.of(stepId)).stream()
        .map(ResultRow::evaluation)
        .distinct()
        .sorted(Comparator.comparing(Evaluation::split).reversed())
        .forEach(result -> lines.add(new Line(name, result)));
  }

  void print(PrintWriter out) {
    TextTable table =
        new TextTable("network", "split", "top-1", "loss", "density", "compression", "speed-up");
    for (Line line : lines) {
      Evaluation result = line.result();
      table.row(
          line.name(),
          result.split(),
          "%.4f".formatted(result.top1()),
          Cell.rounded(result.loss()),
          "%.4f".formatted(line.density()),
          "%.2fx".formatted(result.size().compressionRatio()),
          "%.2fx".formatted(result.size().theoreticalSpeedup()));
    }
    table.print(out);
  }

  /** The same for programs. */
  ArrayNode json() {
    ArrayNode networks = JsonNodeFactory.instance.arrayNode();
    for (Line line : lines) {
      Evaluation result = line.result();
      networks
          .addObject()
          .put("network", line.name())
          .put("split", result.split())
          .put("top1", result.top1())
          .put("loss", result.loss())
          .put("density", line.density())
          .put("compression_ratio", result.size().compressionRatio())
          .put("theoretical_speedup", result.size().theoreticalSpeedup());
    }
    return networks;
  }
}
