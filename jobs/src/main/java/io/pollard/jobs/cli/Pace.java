package io.pollard.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.plan.Step;
import io.pollard.spec.Canonical;
import io.pollard.store.ResultRow;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** How fast trainings like those of a plan have been, as the tables tell. */
final class Pace {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Pace() {}

  /** What the speed of a training depends on. */
  private record Likeness(JsonNode dataset, JsonNode network, JsonNode batch, String engine) {
    static Likeness of(String specJson, Optional<String> engine) {
      try {
        JsonNode setting = JSON.readTree(specJson).findPath("setting");
        return new Likeness(
            setting.path("dataset").path("name"),
            setting.path("network"),
            setting.path("training").path("batchSize"),
            engine.orElse(""));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a step's settings are no JSON: " + specJson, e);
      }
    }
  }

  /**
   * The median of seconds per iteration, everything about a step included, over steps of any
   * experiment with the same data set, network, batch size and engine; empty if there are none.
   */
  static OptionalDouble secondsPerIteration(Warehouse warehouse, Step like) {
    Likeness wanted =
        Likeness.of(Canonical.settings(like.work()), Optional.of(like.work().setting().engine()));
    List<Double> paces = new ArrayList<>();
    for (String experiment : warehouse.experiments()) {
      List<StepRow> steps =
          warehouse.rows(Tables.STEPS, experiment).stream()
              .filter(row -> !row.reused())
              .filter(row -> wanted.equals(Likeness.of(row.step().specJson(), row.step().engine())))
              .toList();
      Map<String, Integer> iterations = iterations(warehouse, experiment, steps);
      for (StepRow step : steps) {
        Optional.ofNullable(iterations.get(step.stepId()))
            .ifPresent(count -> paces.add(step.timing().wallMs() / 1000.0 / count));
      }
    }
    return median(paces);
  }

  private static Map<String, Integer> iterations(
      Warehouse warehouse, String experiment, List<StepRow> steps) {
    Set<String> ids = steps.stream().map(StepRow::stepId).collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return Map.of();
    }
    return warehouse.rows(Tables.RESULTS, experiment, ids).stream()
        .filter(row -> row.evaluation().iteration() > 0)
        .collect(
            Collectors.toMap(
                ResultRow::stepId, row -> row.evaluation().iteration(), (one, same) -> one));
  }

  private static OptionalDouble median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    return n == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2);
  }
}
