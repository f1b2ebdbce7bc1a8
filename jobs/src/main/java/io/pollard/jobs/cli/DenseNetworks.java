package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.plan.Plan;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import java.util.List;
import java.util.Set;

/** The dense networks of an experiment: what each replicate and training ends with, unpruned. */
final class DenseNetworks {
  private DenseNetworks() {}

  /** The part of a plan that trains them. */
  static Plan training(Plan plan) {
    return new Plan(
        plan.experiment(),
        plan.steps().stream().filter(step -> step.work() instanceof Work.Train).toList());
  }

  /**
   * Their committed steps, in the order of the plan.
   *
   * @throws UserException if one is not committed
   */
  static List<StepRow> committed(Prepared prepared) {
    return prepared.plan().steps().stream()
        .filter(step -> step.work() instanceof Work.Train train && train.last())
        .map(step -> committed(prepared, step))
        .toList();
  }

  private static StepRow committed(Prepared prepared, Step step) {
    String experiment = prepared.plan().experiment();
    return prepared.warehouse().rows(Tables.STEPS, experiment, Set.of(step.id())).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "Cannot find a dense network of experiment '%s': it is not trained yet (step_id=%s); run 'pollard train' first"
                        .formatted(experiment, step.id())));
  }
}
