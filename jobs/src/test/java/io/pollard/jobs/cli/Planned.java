package io.pollard.jobs.cli;

import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.store.Use;
import java.util.Arrays;
import java.util.List;

/**
 * Steps of a small plan: two arms, one replicate, a dense training that both share, and a level of
 * each.
 */
final class Planned {
  static final Step DENSE =
      step("dense", 100, List.of(), new Use("ticket", 1, 0), new Use("control", 1, 0));
  static final Step TICKET = step("level", 60, List.of("dense"), new Use("ticket", 1, 1));
  static final Step CONTROL = step("control", 40, List.of("level"), new Use("control", 1, 1));
  static final List<Step> ALL = List.of(DENSE, TICKET, CONTROL);

  private Planned() {}

  private static Step step(String id, int iterations, List<String> parents, Use... uses) {
    return new Step(
        id,
        new Work.Train(),
        parents.stream().map(parent -> new Step.Parent(Step.Role.WEIGHTS, parent)).toList(),
        Arrays.asList(uses),
        iterations);
  }
}
