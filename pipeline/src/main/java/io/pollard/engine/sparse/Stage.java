package io.pollard.engine.sparse;

import io.pollard.network.Mask;

/**
 * One operation of a chain, channel by channel; a unit is a channel of one place. It reads the
 * activations of the stage before it where they lie, and leaves its own; backwards it takes the
 * loss's derivative by its own activations and leaves that by the ones before.
 *
 * <p>A channel that is the same at every place of every example is not computed place by place: its
 * one value goes from stage to stage, and backwards the sum of its derivatives does.
 */
interface Stage {
  /** What it leaves; the same arrays that it reads, where it works in place. */
  Values values();

  /** Whether a channel is the same everywhere, whatever the input is. */
  default boolean isConstant(int channel) {
    return false;
  }

  /** Takes note of which weights are kept. */
  default void mask(Mask mask) {}

  /**
   * Computes a channel.
   *
   * @param parameters over the layout
   */
  void forward(float[] parameters, int channel);

  /** Makes ready to take derivatives back, before the first channel's. */
  default void beginBackward() {}

  /**
   * Takes a channel's derivative one stage back.
   *
   * @param parameters over the layout
   * @param gradient over the layout; set where a parameter is kept
   */
  void backward(float[] parameters, float[] gradient, int channel);

  /**
   * The value of a channel that is the same everywhere.
   *
   * @param before its value one stage before, if there is one
   */
  default float constant(float[] parameters, int channel, float before) {
    return before;
  }

  /**
   * Takes the derivative of such a channel one stage back.
   *
   * @param value of the channel; a later stage's will do, since all of them keep what is above 0 so
   * @param delta sum of its derivatives
   * @param gradient as in {@link #backward}
   */
  default float constantBack(int channel, float value, float delta, float[] gradient) {
    return delta;
  }
}
