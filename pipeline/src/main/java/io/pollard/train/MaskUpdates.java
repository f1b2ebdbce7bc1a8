package io.pollard.train;

import io.pollard.network.Mask;
import java.util.Optional;
import java.util.function.Supplier;

/** Prunes while a training goes on: asked before every iteration, and once at the end. */
@FunctionalInterface
public interface MaskUpdates {

  /**
   * What changes.
   *
   * @param mask from now on
   * @param parameters from now on, over the layout; empty to go on from those that are there
   */
  record Update(Mask mask, Optional<float[]> parameters) {}

  /**
   * The mask from this iteration on.
   *
   * @param iteration steps of the schedule behind it
   * @param mask as it stands
   * @param parameters gives a copy of the values as they stand; costs a copy, so ask for it only
   *     when there is something to prune
   * @return empty to leave the mask as it is
   */
  Optional<Update> before(int iteration, Mask mask, Supplier<float[]> parameters);

  /**
   * The mask of the result, once all iterations are done.
   *
   * @param iteration steps of the schedule behind it
   * @return empty to leave the mask as it is
   */
  default Optional<Update> atTheEnd(int iteration, Mask mask, Supplier<float[]> parameters) {
    return Optional.empty();
  }

  /** Leaves the mask alone. */
  static MaskUpdates none() {
    return (iteration, mask, parameters) -> Optional.empty();
  }
}
