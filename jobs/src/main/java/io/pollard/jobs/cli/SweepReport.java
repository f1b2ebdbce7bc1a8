package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.execute.Outcome;
import io.pollard.jobs.cluster.StepNames;
import io.pollard.jobs.cluster.SweepResult;
import io.pollard.plan.Step;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a person wants to know after a sweep. */
final class SweepReport {
  private final Prepared prepared;
  private final SweepResult result;
  private final String warehouse;

  /**
   * @param warehouse as the user typed it
   */
  SweepReport(Prepared prepared, SweepResult result, String warehouse) {
    this.prepared = prepared;
    this.result = result;
    this.warehouse = warehouse;
  }

  void print(Duration took, PrintWriter out) {
    TextTable table = ResultTable.of(prepared.plan(), prepared.warehouse());
    if (!table.isEmpty()) {
      table.print(out);
      out.println();
    }
    failures(out);
    out.println(prepared.plan().experiment() + ": " + counts() + "; " + Spans.of(took));
    out.println("Tables: %s".formatted(prepared.warehouse().location()));
    out.println("Next:");
    for (String command : next()) {
      out.println("  " + command);
    }
  }

  /** The same for programs, with a result per arm, level and replicate. */
  ObjectNode json(Duration took) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("experiment", prepared.plan().experiment())
        .put("warehouse", prepared.warehouse().location())
        .put("complete", result.complete())
        .put("steps_run", result.ran())
        .put("steps_there_before", result.reused())
        .put("steps_not_run", result.skipped())
        .put("seconds", took.toMillis() / 1000.0);
    ArrayNode failures = root.putArray("failed");
    for (Outcome.Failed failure : result.failed()) {
      failures
          .addObject()
          .put("step_id", failure.id())
          .put("cause", failure.cause())
          .put("message", failure.message());
    }
    root.set("results", ResultTable.json(prepared.plan(), prepared.warehouse()));
    return root;
  }

  private String counts() {
    List<String> counts = new ArrayList<>();
    counts.add(result.ran() + " steps run");
    counts.add(result.reused() + " there before");
    if (!result.complete()) {
      counts.add(result.failed().size() + " failed");
      counts.add(result.skipped() + " not run because of those");
    }
    return String.join(", ", counts);
  }

  private void failures(PrintWriter out) {
    if (result.failed().isEmpty()) {
      return;
    }
    Map<String, Step> steps =
        prepared.plan().steps().stream().collect(Collectors.toMap(Step::id, Function.identity()));
    out.println("Failed:");
    for (Outcome.Failed failure : result.failed()) {
      String step =
          Optional.ofNullable(steps.get(failure.id()))
              .map(StepNames::describe)
              .orElse(failure.id());
      out.println("  %s: %s: %s".formatted(step, failure.cause(), failure.message()));
    }
    out.println();
  }

  private List<String> next() {
    String option = warehouse.equals(WarehouseOption.DEFAULT) ? "" : " --warehouse " + warehouse;
    String sql =
        "bin/pollard sql \"select arm, level, avg(top1) from results where experiment = '%s' and"
            + " split = 'test' group by arm, level order by arm, level\"%s";
    List<String> commands = new ArrayList<>();
    if (!result.complete()) {
      commands.add("run the same command again: it tries what failed and goes on from there");
    }
    commands.add(sql.formatted(prepared.plan().experiment(), option));
    last()
        .ifPresent(
            step ->
                commands.add(
                    "bin/pollard export --step %s --to net.zip%s".formatted(step.id(), option)));
    return commands;
  }

  /** The deepest level of the first arm: what one wants to look at first. */
  private Optional<Step> last() {
    String arm = prepared.experiment().arms().get(0).name();
    return prepared.plan().steps().stream()
        .filter(step -> step.uses().get(0).arm().equals(arm))
        .filter(step -> result.failed().isEmpty())
        .reduce((first, second) -> second);
  }
}
