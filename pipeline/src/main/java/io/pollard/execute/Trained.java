package io.pollard.execute;

import io.pollard.measure.Accuracy;
import io.pollard.network.InitialParameters;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.store.Checkpoint;
import io.pollard.store.EarlyStop;
import io.pollard.store.Evaluation;
import io.pollard.store.HistoryPoint;
import io.pollard.store.Run;
import io.pollard.store.StepCommit;
import io.pollard.store.Timing;
import io.pollard.train.TrainingState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a training left, or has reached so far, when it was no task of one process.
 *
 * @param network its architecture
 * @param mask what is kept
 * @param state values and optimiser's state
 * @param history logged on the way
 */
public record Trained(Network network, Mask mask, TrainingState state, List<HistoryPoint> history) {

  public Trained {
    history = List.copyOf(history);
  }

  /** Nothing yet: the values that a family stores, or drawn ones. */
  public static Trained untrained(Work.Setting setting, Network network) {
    NetworkFamily family = setting.network();
    float[] values =
        family
            .storedParameters(network)
            .orElseGet(
                () -> InitialParameters.draw(network, family.initialization(), setting.seed()));
    return new Trained(network, Mask.dense(values.length), TrainingState.start(values), List.of());
  }

  /** The state as the checkpoint of a step. */
  public Checkpoint checkpoint(String stepId) {
    return new Checkpoint(
        stepId,
        network.name(),
        network.configuration(),
        network.layout(),
        state,
        Optional.of(mask));
  }

  /**
   * Everything that the finished step leaves; the optimiser's state, from which nothing goes on, is
   * left behind.
   *
   * @param accuracies by split
   */
  public StepCommit commit(
      String experiment, Step step, Map<String, Accuracy> accuracies, Run run, Timing timing) {
    Trained ended = new Trained(network, mask, Trainings.withoutOptimizer(state), history);
    List<Evaluation> evaluations = new ArrayList<>();
    accuracies.forEach(
        (split, accuracy) ->
            evaluations.add(
                Reports.evaluation(
                    network,
                    mask,
                    split,
                    accuracy,
                    state.iteration(),
                    earlyStop(),
                    OptionalDouble.empty())));
    return new StepCommit(
        experiment,
        Commits.identity(step),
        step.uses(),
        run,
        timing,
        Optional.of(ended.checkpoint(step.id())),
        evaluations,
        history,
        Reports.layers(network, mask));
  }

  /** The least validation loss, the earliest if several are equal. */
  private Optional<EarlyStop> earlyStop() {
    return history.stream()
        .filter(point -> point.split().equals("validation"))
        .min(
            Comparator.comparingDouble(HistoryPoint::loss)
                .thenComparingInt(HistoryPoint::iteration))
        .map(
            point ->
                new EarlyStop(point.iteration(), point.loss(), point.top1().orElse(Double.NaN)));
  }
}
