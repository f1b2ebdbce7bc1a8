package io.pollard.jobs.cluster;

import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.store.Use;

/** How steps are called where people read: in Spark's UI, in progress and in plans. */
public final class StepNames {
  private StepNames() {}

  /** Such as {@code winning-ticket, replicate 1, level 3}. */
  public static String describe(Step step) {
    Use use = step.uses().get(0);
    if (step.work() instanceof Work.Train train) {
      String what = train.until() == 0 ? "initial values" : "dense to iteration " + train.until();
      return "%s, replicate %d".formatted(what, use.replicate());
    }
    if (step.work() instanceof Work.TrainDistributed train) {
      return "%s, replicate %d, %d workers".formatted(use.arm(), use.replicate(), train.workers());
    }
    return "%s, replicate %d, level %d".formatted(use.arm(), use.replicate(), use.level());
  }
}
