package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.prune.finetuning.Restart;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.store.Checkpoint;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One level of a schedule: score, select, restart, train on, pruning further on the way if asked
 * to.
 */
final class PruneLevel {
  private PruneLevel() {}

  static Ending run(Site site, Work.Prune work) {
    Checkpoint source = site.read(Step.Role.WEIGHTS);
    Checkpoint initial = site.read(Step.Role.INITIAL);
    Mask before = source.mask().orElseGet(() -> Mask.dense(source.layout().length()));
    Pruner pruner = new Pruner(site, work, initial.state().parameters());

    List<Moment> moments = work.moments();
    boolean atOnce = moments.get(0).at().amount() == 0.0 && !moments.get(0).soft();
    float[] weights = source.state().parameters();
    Pruner.Cut cut = atOnce ? pruner.prune(0, weights, before) : new Pruner.Cut(weights, before);
    Restart restart =
        work.finetuning()
            .restart(
                Restarts.pruned(site, pruner.groups(), cut.weights(), cut.mask(), work.level()));
    OptionalDouble requested =
        pruner.requested(moments.size() - 1, moments.size() == 1 ? before : cut.mask());
    Ending ending =
        Restarts.train(
            site,
            restart,
            new Moments(pruner, atOnce ? 1 : 0, restart.iteration(), site.iterationsPerEpoch()),
            requested);
    return ending instanceof Ending.Done done
        ? new Ending.Done(done.result().withScores(pruner.summaries()))
        : ending;
  }
}
