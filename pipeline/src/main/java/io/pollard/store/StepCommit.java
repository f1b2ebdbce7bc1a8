package io.pollard.store;

import java.util.List;
import java.util.Optional;

/**
 * Everything a finished step leaves.
 *
 * @param experiment whose step it is
 * @param step what it is
 * @param uses where the experiment uses it; at least one, and the first is the one that caused the
 *     work
 * @param run who computed it and when
 * @param timing how long it took so far; the commit adds itself
 * @param checkpoint the network it leaves, if any
 * @param evaluations rows of {@code results}, written once per use
 * @param history rows of {@code history}
 * @param layers rows of {@code layers}
 * @param sensitivity rows of {@code sensitivity}
 * @param scores rows of {@code scores}
 */
public record StepCommit(
    String experiment,
    StepIdentity step,
    List<Use> uses,
    Run run,
    Timing timing,
    Optional<Checkpoint> checkpoint,
    List<Evaluation> evaluations,
    List<HistoryPoint> history,
    List<LayerSize> layers,
    List<SensitivityCell> sensitivity,
    List<ScoreSummary> scores) {

  /** A step that tells no scores. */
  public StepCommit(
      String experiment,
      StepIdentity step,
      List<Use> uses,
      Run run,
      Timing timing,
      Optional<Checkpoint> checkpoint,
      List<Evaluation> evaluations,
      List<HistoryPoint> history,
      List<LayerSize> layers,
      List<SensitivityCell> sensitivity) {
    this(
        experiment,
        step,
        uses,
        run,
        timing,
        checkpoint,
        evaluations,
        history,
        layers,
        sensitivity,
        List.of());
  }

  /** A step that analyses no sensitivity. */
  public StepCommit(
      String experiment,
      StepIdentity step,
      List<Use> uses,
      Run run,
      Timing timing,
      Optional<Checkpoint> checkpoint,
      List<Evaluation> evaluations,
      List<HistoryPoint> history,
      List<LayerSize> layers) {
    this(experiment, step, uses, run, timing, checkpoint, evaluations, history, layers, List.of());
  }

  /**
   * @throws IllegalArgumentException if there is no use, one twice, or the checkpoint is another
   *     step's
   */
  public StepCommit {
    Identifiers.experiment(experiment);
    uses = List.copyOf(uses);
    evaluations = List.copyOf(evaluations);
    history = List.copyOf(history);
    layers = List.copyOf(layers);
    sensitivity = List.copyOf(sensitivity);
    scores = List.copyOf(scores);
    if (uses.isEmpty() || uses.stream().distinct().count() != uses.size()) {
      throw new IllegalArgumentException("uses are one or more different ones, found " + uses);
    }
    if (checkpoint.isPresent() && !checkpoint.get().stepId().equals(step.stepId())) {
      throw new IllegalArgumentException(
          "the checkpoint of step " + checkpoint.get().stepId() + " for step " + step.stepId());
    }
  }
}
