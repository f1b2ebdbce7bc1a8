package io.pollard.jobs.cluster;

import io.pollard.execute.Host;
import io.pollard.plan.Plan;
import io.pollard.plan.Step;
import io.pollard.store.Committed;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a plan stands: which of its steps are committed, here or in another experiment.
 *
 * @param plan the plan
 * @param here steps that this experiment has committed for all their uses
 * @param elsewhere steps that need rows of this experiment (for some use), by the experiment that
 *     has them
 */
public record Standing(Plan plan, Set<String> here, Map<Step, String> elsewhere) {

  public static Standing of(Plan plan, Warehouse warehouse) {
    Committed committed = warehouse.committed(plan.experiment());
    Set<String> here = new HashSet<>();
    Map<Step, String> elsewhere = new LinkedHashMap<>();
    List<Step> unknown = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (!committed.contains(step.id())) {
        unknown.add(step);
        continue;
      }
      List<Use> missing = committed.missing(step.id(), step.uses());
      if (missing.isEmpty()) {
        here.add(step.id());
      } else {
        elsewhere.put(step, plan.experiment());
      }
    }
    Map<String, String> anywhere =
        warehouse.committedAnywhere(unknown.stream().map(Step::id).toList());
    for (Step step : unknown) {
      String experiment = anywhere.get(step.id());
      if (experiment != null) {
        elsewhere.put(step, experiment);
      }
    }
    return new Standing(plan, here, elsewhere);
  }

  /** Ids of the steps that need not run. */
  public Set<String> done() {
    Set<String> done = new HashSet<>(here);
    elsewhere.keySet().forEach(step -> done.add(step.id()));
    return done;
  }

  /** Iterations of the steps that have to run. */
  public long iterationsToDo() {
    Set<String> done = done();
    return plan.steps().stream()
        .filter(step -> !done.contains(step.id()))
        .mapToLong(Step::iterations)
        .sum();
  }

  /** Writes the missing rows of this experiment for steps that are committed. */
  public void adopt(Warehouse warehouse) {
    Map<String, Map<String, List<Use>>> uses = new LinkedHashMap<>();
    elsewhere.forEach(
        (step, from) ->
            uses.computeIfAbsent(from, key -> new LinkedHashMap<>()).put(step.id(), step.uses()));
    uses.forEach(
        (from, steps) ->
            warehouse.reuse(plan.experiment(), from, steps, Host.run(1, Instant.now())));
  }
}
