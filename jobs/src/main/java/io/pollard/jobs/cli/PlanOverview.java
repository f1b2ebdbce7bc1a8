package io.pollard.jobs.cli;

import io.pollard.plan.Step;
import io.pollard.store.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a plan would do, arm by arm. Every step of an arm is counted once: as there already, as run
 * for an arm further up, or as run for this one.
 */
final class PlanOverview {

  /**
   * An arm's steps, over all replicates.
   *
   * @param arm its name
   * @param there committed, by this experiment or another
   * @param shared to be run anyway for an arm further up, by that arm
   * @param toRun to be run for this arm
   * @param iterations of these
   */
  record ArmSteps(String arm, int there, Map<String, Integer> shared, int toRun, long iterations) {
    int total() {
      return there + shared.values().stream().mapToInt(Integer::intValue).sum() + toRun;
    }

    /** Such as {@code 4 with winning-ticket}. */
    String sharing() {
      List<String> parts = new ArrayList<>();
      shared.forEach((other, count) -> parts.add(count + " with " + other));
      return parts.isEmpty() ? "-" : String.join(", ", parts);
    }
  }

  private final List<Step> steps;
  private final Set<String> done;

  /**
   * @param steps of the plan
   * @param done ids of those that need not run
   */
  PlanOverview(List<Step> steps, Set<String> done) {
    this.steps = List.copyOf(steps);
    this.done = Set.copyOf(done);
  }

  List<Step> steps() {
    return steps;
  }

  boolean isDone(Step step) {
    return done.contains(step.id());
  }

  int toRun() {
    return (int) steps.stream().filter(step -> !isDone(step)).count();
  }

  /** Iterations of all steps that have to run. */
  long iterations() {
    return steps.stream().filter(step -> !isDone(step)).mapToLong(Step::iterations).sum();
  }

  /** Iterations that have to run one after the other, however many cores there are. */
  long longestChain() {
    Map<String, Long> chains = new HashMap<>();
    for (Step step : steps) {
      long before =
          step.parents().stream()
              .mapToLong(parent -> chains.getOrDefault(parent.id(), 0L))
              .max()
              .orElse(0);
      chains.put(step.id(), before + (isDone(step) ? 0 : step.iterations()));
    }
    return chains.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** In the order of the plan, which is that of the experiment file. */
  List<ArmSteps> arms() {
    return steps.stream()
        .flatMap(step -> step.uses().stream())
        .map(Use::arm)
        .distinct()
        .map(this::arm)
        .toList();
  }

  private ArmSteps arm(String name) {
    int there = 0;
    int toRun = 0;
    long iterations = 0;
    Map<String, Integer> shared = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step.uses().stream().map(Use::arm).noneMatch(name::equals)) {
        continue;
      }
      String first = step.uses().get(0).arm();
      if (isDone(step)) {
        there++;
      } else if (first.equals(name)) {
        toRun++;
        iterations += step.iterations();
      } else {
        shared.merge(first, 1, Integer::sum);
      }
    }
    return new ArmSteps(name, there, shared, toRun, iterations);
  }
}
