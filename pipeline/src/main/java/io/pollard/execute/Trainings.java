package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.store.EarlyStop;
import io.pollard.train.HistoryPoint;
import io.pollard.train.MaskUpdates;
import io.pollard.train.MaskedTrainer;
import io.pollard.train.Training;
import io.pollard.train.TrainingLog;
import io.pollard.train.TrainingOutcome;
import io.pollard.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs the trainer for a step. */
final class Trainings {
  private Trainings() {}

  /**
   * Trains to an iteration.
   *
   * @param goesOn whether a later step goes on from here: only then the optimiser's state is kept
   */
  static Ending run(
      Site site,
      Training training,
      TrainingState start,
      Mask mask,
      int until,
      MaskUpdates updates,
      OptionalDouble requested,
      boolean goesOn) {
    MaskedTrainer trainer =
        new MaskedTrainer(site.compiled(), site.dataset(), training, site.setting().seed());
    long before = site.clock().booked();
    TrainingOutcome outcome =
        trainer.train(start, mask, until, updates, site.cancelled()::getAsBoolean);
    book(site.clock(), outcome.log(), site.clock().booked() - before);
    if (outcome instanceof TrainingOutcome.Diverged diverged) {
      return new Ending.Diverged(diverged.iteration(), diverged.loss());
    }
    if (outcome instanceof TrainingOutcome.Finished finished) {
      return new Ending.Done(
          new Accomplished(
              goesOn ? finished.state() : withoutOptimizer(finished.state()),
              finished.mask(),
              points(finished.log()),
              earlyStop(site, finished.log()),
              requested,
              List.of(),
              !goesOn));
    }
    return new Ending.Cancelled();
  }

  /** A state that nothing goes on from. */
  static TrainingState withoutOptimizer(TrainingState state) {
    return new TrainingState(state.iteration(), state.steps(), state.parameters(), new float[0]);
  }

  /**
   * @param elsewhere nanoseconds of the training that are booked already
   */
  private static void book(StageClock clock, TrainingLog log, long elsewhere) {
    clock.add(StageClock.Stage.TRAIN, log.trainNanos() - elsewhere);
    clock.add(StageClock.Stage.EVALUATE, log.evaluateNanos());
  }

  private static List<io.pollard.store.HistoryPoint> points(TrainingLog log) {
    return log.history().stream()
        .map(
            point ->
                new io.pollard.store.HistoryPoint(
                    point.iteration(),
                    point.epoch(),
                    point.split().label(),
                    point.loss(),
                    point.top1(),
                    point.learningRate()))
        .toList();
  }

  /** The best point of the whole training, of the segments before this one too. */
  private static Optional<EarlyStop> earlyStop(Site site, TrainingLog log) {
    List<HistoryPoint> history = new ArrayList<>(EarlierSegments.history(site));
    history.addAll(log.history());
    return HistoryPoint.earlyStop(history)
        .map(
            point ->
                new EarlyStop(point.iteration(), point.loss(), point.top1().orElse(Double.NaN)));
  }
}
