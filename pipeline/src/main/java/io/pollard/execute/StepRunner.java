package io.pollard.execute;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.Dataset;
import io.pollard.engine.Engines;
import io.pollard.network.Network;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.store.Warehouse;
import io.pollard.train.CompactedNetwork;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Runs a step from its assignment to its commit. Thread-safe; a step takes one thread. */
public final class StepRunner {
  private final Workshop workshop;

  /**
   * @param workshop shared by all steps of the process
   */
  public StepRunner(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * Runs a step.
   *
   * @param attempt 1-based number of the try
   * @param cancelled asked between two iterations
   * @return how it ended; what another try would not change is an outcome, everything else is
   *     thrown
   */
  public Outcome run(Assignment assignment, int attempt, BooleanSupplier cancelled) {
    Instant startedAt = Instant.now();
    StageClock clock = new StageClock();
    Step step = assignment.step();
    try {
      return run(assignment, step, attempt, startedAt, clock, cancelled);
    } catch (UserException | DataException e) {
      return Outcome.Failed.here(
          step.id(), e.getClass().getSimpleName(), String.valueOf(e.getMessage()), false, attempt);
    }
  }

  private Outcome run(
      Assignment assignment,
      Step step,
      int attempt,
      Instant startedAt,
      StageClock clock,
      BooleanSupplier cancelled) {
    Work.Setting setting = step.work().setting();
    Dataset dataset = clock.time(StageClock.Stage.DATA, () -> workshop.dataset(setting.dataset()));
    Network network =
        clock.time(
            StageClock.Stage.COMPILE,
            () -> workshop.network(setting.network(), dataset.shape(), dataset.classes().size()));
    Conditions.requireSame(
        dataset, setting.dataFingerprint(), setting.engine(), setting.arithmetic());
    Warehouse warehouse = workshop.warehouse(assignment.warehouse());
    try (Workshop.Lease lease =
            clock.time(
                StageClock.Stage.COMPILE,
                () -> workshop.compile(setting.engine(), network, setting.training().batchSize()));
        CompactedNetwork compiled =
            new CompactedNetwork(
                lease.network(),
                setting.training().compaction(),
                smaller ->
                    clock.time(
                        StageClock.Stage.COMPILE,
                        () ->
                            Engines.named(setting.engine())
                                .compile(smaller, setting.training().batchSize())))) {
      Site site =
          new Site(
              assignment.experiment(),
              step,
              dataset,
              network,
              compiled,
              new Scoring(workshop, setting.engine(), dataset),
              warehouse,
              clock,
              cancelled);
      Ending ending = work(site);
      if (ending instanceof Ending.Done done) {
        warehouse.commit(Commits.of(site, attempt, startedAt, done.result()));
        return new Outcome.Committed(step.id(), clock.wallMillis());
      }
      if (ending instanceof Ending.Diverged diverged) {
        return Outcome.Failed.here(step.id(), "diverged", diverged.message(), true, attempt);
      }
      return new Outcome.Cancelled(step.id());
    }
  }

  private static Ending work(Site site) {
    Work work = site.step().work();
    if (work instanceof Work.Train train) {
      return DenseSegment.run(site, train);
    }
    if (work instanceof Work.Prune prune) {
      return PruneLevel.run(site, prune);
    }
    if (work instanceof Work.Control control) {
      return ControlLevel.run(site, control);
    }
    throw new IllegalStateException("a step of kind " + work.name() + " is no task of one process");
  }
}
