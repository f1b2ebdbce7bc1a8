package io.pollard.store;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the engine executed in a step. Rows of versions that did not record a part lack it.
 *
 * @param trainedMacs multiply-accumulates, for one example, of the network that took the last
 *     optimiser step; empty if none was taken
 * @param layout the order in which images lay in memory
 * @param nativeBytes of native memory that the step's networks held at its end
 */
public record Executed(
    OptionalLong trainedMacs, Optional<String> layout, OptionalLong nativeBytes) {

  /** A step that ran no network. */
  public static final Executed NOTHING =
      new Executed(OptionalLong.empty(), Optional.empty(), OptionalLong.empty());
}
