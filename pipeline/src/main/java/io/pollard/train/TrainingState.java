package io.pollard.train;

/**
 * A training between two iterations: everything needed to go on bit-identically. The position in
 * the data and all random draws are functions of (seed, iteration), so they need no state of their
 * own.
 *
 * @param iteration position in the training schedule (data order, learning rate)
 * @param steps optimiser steps since its state was zero (bias corrections)
 * @param parameters over the layout, batch-norm statistics included
 * @param optimizerState as in {@code CompiledNetwork.optimizerState}; empty = all zero
 */
public record TrainingState(int iteration, int steps, float[] parameters, float[] optimizerState) {

  /** Before the first step of a training, or of a fine-tuning that begins from these values. */
  public static TrainingState start(float[] parameters) {
    return new TrainingState(0, 0, parameters, new float[0]);
  }
}
