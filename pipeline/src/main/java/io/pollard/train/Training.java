package io.pollard.train;

import io.pollard.data.Augmentation;
import io.pollard.engine.L1;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.prune.penalty.Penalty;
import io.pollard.spec.Duration;
import io.pollard.spec.Example;
import io.pollard.spec.Required;
import java.util.List;
import java.util.Optional;

/**
 * How a network is trained: the section {@code training} of an experiment file. Its length is given
 * either in iterations (optimiser steps) or in epochs (passes over the training split).
 *
 * @param optimizer the update rule, with the base learning rate
 * @param batchSize examples a step; the last batch of an epoch may be smaller
 * @param iterations length in steps; excludes {@code epochs}
 * @param epochs length in passes, rounded to a whole step; excludes {@code iterations}
 * @param schedule how the learning rate changes
 * @param warmup length of a linear warm-up: in its first w steps the scheduled rate of step i is
 *     multiplied by (i + 1) / w, so that it starts from 1 / w of the base rate; milestones are not
 *     shifted by it
 * @param weightDecay L2 coefficient, coupled (see {@link UpdateRule})
 * @param decayWeightsOnly whether biases, gamma and beta are left out of the decay
 * @param l1 coefficients of a penalty of absolute values
 * @param penalties of groups of weights; while there are any, networks are not compacted
 * @param augmentation random changes to training examples
 * @param evaluateEvery how often the history gets a point and the validation split is evaluated,
 *     which early stopping looks at; 0 = never
 * @param compaction whether a pruned network is trained and evaluated without what its mask leaves
 *     without effect
 */
public record Training(
    @Required Optimizer optimizer,
    @Required int batchSize,
    @Example Optional<Integer> iterations,
    @Example Optional<Double> epochs,
    LearningRateSchedule schedule,
    Duration warmup,
    double weightDecay,
    boolean decayWeightsOnly,
    L1 l1,
    List<Penalty> penalties,
    Augmentation augmentation,
    Duration evaluateEvery,
    Compaction compaction) {

  public Training {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is at least 1, found " + batchSize);
    }
    if (iterations.isPresent() == epochs.isPresent()) {
      throw new IllegalArgumentException(
          "give one of iterations and epochs, found " + (iterations.isPresent() ? "both" : "none"));
    }
    iterations.ifPresent(
        length -> {
          if (length < 1) {
            throw new IllegalArgumentException("iterations is at least 1, found " + length);
          }
        });
    epochs.ifPresent(
        length -> {
          if (!(length > 0.0) || Double.isInfinite(length)) {
            throw new IllegalArgumentException("epochs is more than 0, found " + length);
          }
        });
    if (!(weightDecay >= 0.0) || Double.isInfinite(weightDecay)) {
      throw new IllegalArgumentException("weightDecay is at least 0, found " + weightDecay);
    }
    penalties = List.copyOf(penalties);
  }

  public Training() {
    this(
        new Optimizer.Sgd(),
        128,
        Optional.of(1000),
        Optional.empty(),
        new LearningRateSchedule.Constant(),
        Duration.iterations(0L),
        0.0,
        false,
        new L1(),
        List.of(),
        new Augmentation(),
        Duration.epochs(1),
        Compaction.AUTO);
  }

  /**
   * A training with this optimiser, batch size and number of steps, everything else at its default.
   */
  public static Training of(Optimizer optimizer, int batchSize, int iterations) {
    Training defaults = new Training();
    return new Training(
        optimizer,
        batchSize,
        Optional.of(iterations),
        Optional.empty(),
        defaults.schedule,
        defaults.warmup,
        defaults.weightDecay,
        defaults.decayWeightsOnly,
        defaults.l1,
        defaults.penalties,
        defaults.augmentation,
        defaults.evaluateEvery,
        defaults.compaction);
  }

  /** The same in everything but the learning rate and the length: for fine-tuning. */
  public Training atConstantRate(double learningRate, int length) {
    return new Training(
        optimizer.withLearningRate(learningRate),
        batchSize,
        Optional.of(length),
        Optional.empty(),
        new LearningRateSchedule.Constant(),
        Duration.iterations(0L),
        weightDecay,
        decayWeightsOnly,
        l1,
        penalties,
        augmentation,
        evaluateEvery,
        compaction);
  }

  /** The same without {@link #l1} and {@link #penalties}; weight decay stays. */
  public Training withoutPenalties() {
    return new Training(
        optimizer,
        batchSize,
        iterations,
        epochs,
        schedule,
        warmup,
        weightDecay,
        decayWeightsOnly,
        new L1(),
        List.of(),
        augmentation,
        evaluateEvery,
        compaction);
  }

  /**
   * The same but longer (or shorter): epochs or iterations times a factor, rounded down, at least
   * one, and the schedule's milestones times the factor.
   */
  public Training stretched(double factor) {
    return new Training(
        optimizer,
        batchSize,
        iterations.map(length -> Math.max(1, (int) Math.floor(length * factor))),
        epochs.map(length -> Math.max(1.0, Math.floor(length * factor))),
        schedule.stretched(factor),
        warmup,
        weightDecay,
        decayWeightsOnly,
        l1,
        penalties,
        augmentation,
        evaluateEvery,
        compaction);
  }

  /** Steps in one pass over a training split: trainSize / batchSize, rounded up. */
  public int iterationsPerEpoch(int trainSize) {
    return (trainSize + batchSize - 1) / batchSize;
  }

  /** Steps in the whole training on a training split of this size; at least 1. */
  public int totalIterations(int trainSize) {
    return total(iterationsPerEpoch(trainSize));
  }

  private int total(int iterationsPerEpoch) {
    return iterations.orElseGet(
        () -> Math.max(1, Duration.epochs(epochs.orElseThrow()).iterations(iterationsPerEpoch)));
  }

  /**
   * The learning rate of a step, a pure function.
   *
   * @param iteration 0-based number of the step in the training
   */
  public double learningRate(int iteration, int iterationsPerEpoch) {
    double scheduled =
        schedule.at(
            optimizer.learningRate(), iteration, total(iterationsPerEpoch), iterationsPerEpoch);
    int warm = warmup.iterations(iterationsPerEpoch);
    return iteration < warm ? scheduled * (iteration + 1) / warm : scheduled;
  }

  /** Steps between two evaluations; 0 = never. */
  public int evaluationInterval(int iterationsPerEpoch) {
    return evaluateEvery.amount() == 0.0
        ? 0
        : Math.max(1, evaluateEvery.iterations(iterationsPerEpoch));
  }

  /** What a step does, apart from its learning rate. */
  public UpdateRule updateRule() {
    return new UpdateRule(optimizer, weightDecay, decayWeightsOnly, l1, penalties);
  }
}
