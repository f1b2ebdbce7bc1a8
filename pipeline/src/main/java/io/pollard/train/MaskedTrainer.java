package io.pollard.train;

import io.pollard.data.Batches;
import io.pollard.data.Dataset;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.measure.Accuracy;
import io.pollard.measure.Evaluator;
import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.train.HistoryPoint.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Trains a compiled network under a mask, deterministically: what happens at iteration i is a
 * function of the state before it, the training settings, the seed and the data. So a training can
 * stop after any iteration and go on from its {@link TrainingState}, here or elsewhere, with the
 * same bits as if it had never stopped.
 *
 * <p>Step i uses batch i of {@link Batches} and the learning rate of i. After every {@code
 * evaluateEvery} steps, counted from iteration 0, and after the last step of the whole training,
 * the history gets the mean training loss and, if there is a validation split, loss and accuracy
 * there.
 *
 * <p>Not thread-safe.
 */
public final class MaskedTrainer {
  private final CompiledNetwork network;
  private final Dataset dataset;
  private final Training training;
  private final long seed;
  private final int iterationsPerEpoch;
  private final Evaluator evaluator;
  private final Batches batches;
  private final float[] features;
  private final float[] targets;

  /**
   * @param network to train; whatever it holds is replaced
   * @param dataset its training split must not be empty
   * @param training settings; the batch size is at most the network's
   * @param seed of the replicate: data order, augmentation, dropout
   * @throws IllegalArgumentException if the network is compiled for smaller batches
   */
  public MaskedTrainer(CompiledNetwork network, Dataset dataset, Training training, long seed) {
    if (training.batchSize() > network.batchSize()) {
      throw new IllegalArgumentException(
          "batches of %d for a network compiled for %d"
              .formatted(training.batchSize(), network.batchSize()));
    }
    this.network = network;
    this.dataset = dataset;
    this.training = training;
    this.seed = seed;
    int classes = dataset.classes().size();
    iterationsPerEpoch = training.iterationsPerEpoch(dataset.train().size());
    evaluator = new Evaluator(network);
    batches =
        new Batches(
            dataset.train(),
            dataset.shape(),
            classes,
            training.batchSize(),
            seed,
            training.augmentation());
    features = new float[training.batchSize() * dataset.shape().size()];
    targets = new float[training.batchSize() * classes];
  }

  /** Trains under a fixed mask, without a way to cancel. */
  public TrainingOutcome train(TrainingState from, Mask mask, int until) {
    return train(from, mask, until, MaskUpdates.none(), Cancellation.never());
  }

  /**
   * Trains up to an iteration.
   *
   * @param from where to start; its values at pruned places are ignored
   * @param mask what is kept
   * @param until iteration to reach, at least that of {@code from}
   * @param updates asked for another mask before every iteration, and at the end
   * @param cancellation asked before every iteration
   * @throws io.pollard.DataException if the state is not of this network
   */
  public TrainingOutcome train(
      TrainingState from, Mask mask, int until, MaskUpdates updates, Cancellation cancellation) {
    if (until < from.iteration()) {
      throw new IllegalArgumentException(
          "a training at iteration %d cannot reach %d".formatted(from.iteration(), until));
    }
    Run run = new Run(from, mask, until);
    return run.toTheEnd(updates, cancellation);
  }

  /** The state of one call. */
  private final class Run {
    private final int until;
    private final int total = training.totalIterations(dataset.train().size());
    private final int every = training.evaluationInterval(iterationsPerEpoch);
    private final List<HistoryPoint> history = new ArrayList<>();
    private Mask mask;
    private int iteration;
    private int steps;
    private double lossSum;
    private long lossExamples;
    private final long startNanos = System.nanoTime();
    private long evaluateNanos;

    Run(TrainingState from, Mask mask, int until) {
      this.mask = mask;
      this.until = until;
      iteration = from.iteration();
      steps = from.steps();
      ParameterLayout layout = network.network().layout();
      layout.requireFits(from.parameters(), "a training state");
      network.updateRule(training.updateRule());
      network.mask(mask);
      network.parameters(from.parameters());
      if (from.optimizerState().length > 0) {
        network.optimizerState(from.optimizerState());
      }
    }

    TrainingOutcome toTheEnd(MaskUpdates updates, Cancellation cancellation) {
      while (iteration < until) {
        if (cancellation.requested()) {
          return new TrainingOutcome.Cancelled(state(), mask, log());
        }
        updates.before(iteration, mask, network::parameters).ifPresent(this::prune);
        Optional<TrainingOutcome.Diverged> end = step();
        if (end.isPresent()) {
          return end.get();
        }
      }
      updates.atTheEnd(iteration, mask, network::parameters).ifPresent(this::prune);
      TrainingState state = state();
      for (float value : state.parameters()) {
        if (!Float.isFinite(value)) {
          return new TrainingOutcome.Diverged(Math.max(0, iteration - 1), Double.NaN, log());
        }
      }
      return new TrainingOutcome.Finished(state, mask, log());
    }

    private void prune(MaskUpdates.Update update) {
      mask = update.mask();
      network.mask(mask);
      update.parameters().ifPresent(network::parameters);
    }

    private Optional<TrainingOutcome.Diverged> step() {
      int size = batches.fill(iteration, features, targets);
      double rate = training.learningRate(iteration, iterationsPerEpoch);
      double loss = network.step(new Batch(size, features, targets), rate, steps, seed);
      if (!Double.isFinite(loss)) {
        return Optional.of(new TrainingOutcome.Diverged(iteration, loss, log()));
      }
      lossSum += loss * size;
      lossExamples += size;
      iteration++;
      steps++;
      boolean due = every > 0 && (iteration % every == 0 || iteration == total);
      return due ? report(rate) : Optional.empty();
    }

    private Optional<TrainingOutcome.Diverged> report(double rate) {
      history.add(point(Split.TRAIN, lossSum / lossExamples, OptionalDouble.empty(), rate));
      lossSum = 0.0;
      lossExamples = 0;
      if (dataset.validation().size() == 0) {
        return Optional.empty();
      }
      long start = System.nanoTime();
      Accuracy accuracy = evaluator.evaluate(dataset.validation());
      evaluateNanos += System.nanoTime() - start;
      if (!Double.isFinite(accuracy.loss())) {
        return Optional.of(new TrainingOutcome.Diverged(iteration - 1, accuracy.loss(), log()));
      }
      history.add(
          point(Split.VALIDATION, accuracy.loss(), OptionalDouble.of(accuracy.top1Share()), rate));
      return Optional.empty();
    }

    private HistoryPoint point(Split split, double loss, OptionalDouble top1, double rate) {
      return new HistoryPoint(iteration, iteration / iterationsPerEpoch, split, loss, top1, rate);
    }

    private TrainingState state() {
      return new TrainingState(iteration, steps, network.parameters(), network.optimizerState());
    }

    private TrainingLog log() {
      return new TrainingLog(
          history, System.nanoTime() - startNanos - evaluateNanos, evaluateNanos);
    }
  }
}
