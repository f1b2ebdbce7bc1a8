package io.pollard.execute;

import io.pollard.network.InitialParameters;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.plan.Step;
import io.pollard.prune.finetuning.Pruned;
import io.pollard.prune.finetuning.Restart;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.store.Checkpoint;
import io.pollard.train.MaskUpdates;
import io.pollard.train.Training;
import io.pollard.train.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** From a pruned network to its training. */
final class Restarts {
  private Restarts() {}

  /** What a fine-tuning choice is given. */
  static Pruned pruned(Site site, Groups groups, float[] weights, Mask mask, int level) {
    Checkpoint rewound = site.read(Step.Role.REWOUND);
    return new Pruned(
        site.network(),
        groups,
        weights,
        mask,
        new Pruned.Checkpoint(
            rewound.state().iteration(),
            rewound.state().parameters(),
            rewound.state().optimizerState()),
        seed -> draw(site, site.network(), seed),
        seed -> {
          float[] whole = draw(site, site.network(), seed);
          SmallerNetwork smaller = Surgery.remove(site.network(), mask);
          smaller.scatter(draw(site, smaller.network(), seed), whole);
          return whole;
        },
        site.iterationsPerEpoch(),
        site.setting().seed(),
        level);
  }

  private static float[] draw(Site site, Network network, long seed) {
    return InitialParameters.draw(network, site.setting().network().initialization(), seed);
  }

  /** Trains from a restart. */
  static Ending train(Site site, Restart restart, MaskUpdates updates, OptionalDouble requested) {
    Training training = site.setting().training();
    TrainingState start =
        new TrainingState(
            restart.iteration(),
            restart.optimizerState().isPresent() ? restart.iteration() : 0,
            restart.parameters(),
            restart.optimizerState().orElseGet(() -> new float[0]));
    Restart.Training kind = restart.training();
    if (kind instanceof Restart.Training.None) {
      return new Ending.Done(untrained(start, restart.mask(), requested));
    }
    if (kind instanceof Restart.Training.Extra extra) {
      int length = extra.length().iterations(site.iterationsPerEpoch());
      return Trainings.run(
          site,
          (extra.penalised() ? training : training.withoutPenalties())
              .atConstantRate(extra.learningRate(), length),
          start,
          restart.mask(),
          restart.iteration() + length,
          updates,
          requested,
          false);
    }
    Training whole =
        kind instanceof Restart.Training.Stretched stretched
            ? training.stretched(stretched.factor())
            : training;
    return Trainings.run(
        site,
        whole,
        start,
        restart.mask(),
        whole.totalIterations(site.dataset().train().size()),
        updates,
        requested,
        false);
  }

  private static Accomplished untrained(TrainingState start, Mask mask, OptionalDouble requested) {
    float[] masked = start.parameters().clone();
    mask.apply(masked);
    return new Accomplished(
        new TrainingState(start.iteration(), start.steps(), masked, new float[0]),
        mask,
        List.of(),
        Optional.empty(),
        requested,
        List.of(),
        true);
  }
}
