package io.pollard.engine.sparse;

import io.pollard.network.Mask;

/**
 * One operation of a chain. It reads the activations of the stage before it where they lie, and
 * leaves its own; backwards it takes the loss's derivative by its own activations and leaves that
 * by the ones before. All arrays are {@code [channel, row, column, example]}.
 */
interface Stage {

  /** Activations and, backwards, their derivatives. */
  record Values(float[] activations, float[] deltas) {
    static Values of(int size) {
      return new Values(new float[size], new float[size]);
    }
  }

  /** What it leaves; the same arrays that it reads, where it works in place. */
  Values values();

  /** Whether a channel is the same at every place of every example, whatever the input. */
  default boolean isConstant(int channel) {
    return false;
  }

  /** Takes note of which weights are kept. */
  default void mask(Mask mask) {}

  /**
   * Computes what it leaves.
   *
   * @param parameters over the layout
   */
  void forward(float[] parameters);

  /**
   * Takes the derivative one stage back.
   *
   * @param parameters over the layout
   * @param gradient over the layout; set where a parameter is kept
   */
  void backward(float[] parameters, float[] gradient);
}
