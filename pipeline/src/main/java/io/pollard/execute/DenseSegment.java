package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.train.MaskUpdates;
import io.pollard.train.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A stretch of the dense training; the first one is the initial values themselves. */
final class DenseSegment {
  private DenseSegment() {}

  static Ending run(Site site, Work.Train work) {
    Mask dense = Mask.dense(site.network().layout().length());
    TrainingState start = start(site);
    if (work.until() == start.iteration()) {
      return new Ending.Done(
          new Accomplished(
              start,
              dense,
              List.of(),
              Optional.empty(),
              OptionalDouble.empty(),
              List.of(),
              work.last()));
    }
    return Trainings.run(
        site,
        site.setting().training(),
        start,
        dense,
        work.until(),
        MaskUpdates.none(),
        OptionalDouble.empty(),
        !work.last());
  }

  private static TrainingState start(Site site) {
    if (site.step().parent(Step.Role.WEIGHTS).isPresent()) {
      return site.read(Step.Role.WEIGHTS).state();
    }
    return Trained.untrained(site.setting(), site.network()).state();
  }
}
