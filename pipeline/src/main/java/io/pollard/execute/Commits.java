package io.pollard.execute;

import io.pollard.data.Samples;
import io.pollard.measure.Accuracy;
import io.pollard.measure.Evaluator;
import io.pollard.network.Network;
import io.pollard.plan.Step;
import io.pollard.spec.Canonical;
import io.pollard.store.Checkpoint;
import io.pollard.store.Evaluation;
import io.pollard.store.Executed;
import io.pollard.store.StepCommit;
import io.pollard.store.StepIdentity;
import io.pollard.store.Timing;
import io.pollard.train.CompactedNetwork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** From what a step came to, to what it commits: evaluates where that is due, and counts. */
final class Commits {
  private Commits() {}

  static StepCommit of(Site site, int attempt, Instant startedAt, Accomplished result) {
    Step step = site.step();
    Network network = site.network();
    List<Evaluation> evaluations =
        result.evaluate()
            ? site.clock().time(StageClock.Stage.EVALUATE, () -> evaluate(site, result))
            : List.of();
    return new StepCommit(
        site.experiment(),
        identity(step),
        step.uses(),
        Host.run(attempt, startedAt, executed(site.compiled())),
        timing(site.clock()),
        Optional.of(
            new Checkpoint(
                step.id(),
                network.name(),
                network.configuration(),
                network.layout(),
                result.state(),
                Optional.of(result.mask()))),
        evaluations,
        result.history(),
        result.evaluate() ? Reports.layers(network, result.mask()) : List.of(),
        List.of(),
        result.scores());
  }

  static StepIdentity identity(Step step) {
    return new StepIdentity(
        step.id(),
        step.parents().stream().map(Step.Parent::id).distinct().toList(),
        step.kind(),
        Canonical.settings(step.work()),
        step.work().semantics(),
        Optional.of(step.work().setting().engine()),
        Optional.of(step.work().setting().arithmetic()));
  }

  private static Executed executed(CompactedNetwork compiled) {
    long macs = compiled.trainedMacs();
    return new Executed(
        macs > 0 ? OptionalLong.of(macs) : OptionalLong.empty(),
        Optional.of(compiled.layout()),
        OptionalLong.of(compiled.nativeBytes()));
  }

  private static Timing timing(StageClock clock) {
    return new Timing(
        clock.wallMillis(),
        clock.cpuMillis(),
        clock.millis(StageClock.Stage.DATA),
        clock.millis(StageClock.Stage.COMPILE),
        clock.millis(StageClock.Stage.PRUNE),
        clock.millis(StageClock.Stage.TRAIN),
        clock.millis(StageClock.Stage.EVALUATE),
        0);
  }

  private static List<Evaluation> evaluate(Site site, Accomplished result) {
    site.compiled().mask(result.mask());
    site.compiled().parameters(result.state().parameters());
    List<Evaluation> rows = new ArrayList<>();
    if (site.dataset().validation().size() > 0) {
      rows.add(evaluate(site, result, "validation", site.dataset().validation()));
    }
    rows.add(evaluate(site, result, "test", site.dataset().test()));
    return rows;
  }

  private static Evaluation evaluate(
      Site site, Accomplished result, String split, Samples samples) {
    Accuracy accuracy = new Evaluator(site.compiled()).evaluate(samples);
    return Reports.evaluation(
        site.network(),
        result.mask(),
        split,
        accuracy,
        result.state().iteration(),
        result.earlyStop(),
        result.requestedSparsity());
  }
}
