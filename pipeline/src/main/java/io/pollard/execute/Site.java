package io.pollard.execute;

import io.pollard.data.Dataset;
import io.pollard.network.Network;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.store.Checkpoint;
import io.pollard.store.Warehouse;
import io.pollard.train.CompactedNetwork;
import java.util.function.BooleanSupplier;

/**
 * Where a step runs: everything at hand that its work needs.
 *
 * @param experiment whose step it is
 * @param step to be run
 * @param dataset its data
 * @param network its architecture
 * @param compiled the architecture, runnable
 * @param scoring sums up over its data
 * @param warehouse with its parents' checkpoints
 * @param clock that books its time
 * @param cancelled whether it should stop
 */
record Site(
    String experiment,
    Step step,
    Dataset dataset,
    Network network,
    CompactedNetwork compiled,
    Scoring scoring,
    Warehouse warehouse,
    StageClock clock,
    BooleanSupplier cancelled) {

  Work.Setting setting() {
    return step.work().setting();
  }

  /** Optimiser steps in one pass over the training split. */
  int iterationsPerEpoch() {
    return setting().training().iterationsPerEpoch(dataset.train().size());
  }

  /** Optimiser steps of the whole training schedule. */
  int totalIterations() {
    return setting().training().totalIterations(dataset.train().size());
  }

  /**
   * A parent's checkpoint.
   *
   * @throws io.pollard.DataException if it is missing or damaged
   */
  Checkpoint read(Step.Role role) {
    String id =
        step.parent(role)
            .orElseThrow(
                () -> new IllegalStateException("step " + step.id() + " has no parent " + role));
    return clock.time(StageClock.Stage.DATA, () -> warehouse.checkpoint(id));
  }
}
