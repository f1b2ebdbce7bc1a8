package io.pollard.prune.finetuning;

import io.pollard.network.Mask;
import io.pollard.spec.Duration;
import java.util.Optional;

/**
 * From where the pruned network trains on.
 *
 * @param parameters over the layout; the mask is applied by whoever trains
 * @param mask usually selection's own; a control may exchange it for another of the same counts
 * @param optimizerState restored state, or empty for zeros
 * @param iteration position in the training schedule at which to go on
 * @param training what to train
 */
public record Restart(
    float[] parameters,
    Mask mask,
    Optional<float[]> optimizerState,
    int iteration,
    Training training) {

  /** What training follows. */
  public sealed interface Training {
    /** None: the pruned network is evaluated as it is. */
    record None() implements Training {}

    /** The arm's own training schedule from {@link Restart#iteration} to its end. */
    record ToTheEnd() implements Training {}

    /**
     * The arm's own training schedule from its start to its end, both longer by a factor.
     *
     * @param factor more than 0; epochs or iterations are rounded down
     */
    record Stretched(double factor) implements Training {}

    /**
     * A training of its own at a constant learning rate.
     *
     * @param penalised whether with the penalties of the arm's training
     */
    record Extra(Duration length, double learningRate, boolean penalised) implements Training {
      /** With whatever the arm's training has. */
      public Extra(Duration length, double learningRate) {
        this(length, learningRate, true);
      }
    }
  }
}
