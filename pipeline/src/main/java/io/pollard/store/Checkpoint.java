package io.pollard.store;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.train.TrainingState;
import java.util.Optional;

/**
 * A network with its values, mask and state of training: everything needed to evaluate it, to go on
 * training bit-identically, or to rewind to it.
 *
 * @param stepId the step that left it
 * @param network its name
 * @param configuration DL4J's JSON
 * @param layout of every vector here
 * @param state position in the training, parameters (batch-norm statistics included) and the
 *     optimiser's state vectors
 * @param mask what is kept; empty if everything is
 */
public record Checkpoint(
    String stepId,
    String network,
    String configuration,
    ParameterLayout layout,
    TrainingState state,
    Optional<Mask> mask) {

  /**
   * @throws IllegalArgumentException if a vector does not fit the layout
   */
  public Checkpoint {
    Identifiers.step(stepId);
    int length = layout.length();
    if (state.parameters().length != length) {
      throw new IllegalArgumentException(
          state.parameters().length + " parameters for a layout of " + length);
    }
    int optimizer = state.optimizerState().length;
    if (length == 0 ? optimizer != 0 : optimizer % length != 0) {
      throw new IllegalArgumentException(
          optimizer + " values of optimiser state for a layout of " + length);
    }
    if (mask.isPresent() && mask.get().length() != length) {
      throw new IllegalArgumentException(
          "a mask of " + mask.get().length() + " for a layout of " + length);
    }
    mask = mask.filter(kept -> !kept.isDense());
  }

  /** Number of the optimiser's state vectors. */
  public int optimizerVectors() {
    return layout.length() == 0 ? 0 : state.optimizerState().length / layout.length();
  }
}
