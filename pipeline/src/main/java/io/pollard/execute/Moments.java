package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.train.MaskUpdates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The moments of a level that lie within its training. */
final class Moments implements MaskUpdates {
  private final Pruner pruner;
  private final Map<Integer, Integer> byIteration = new HashMap<>();

  /**
   * @param pruner of the level
   * @param first index of the first moment that has not happened yet
   * @param start iteration at which the level's training begins
   */
  Moments(Pruner pruner, int first, int start, int iterationsPerEpoch) {
    this.pruner = pruner;
    List<Moment> moments = pruner.work().moments();
    for (int i = first; i < moments.size(); i++) {
      byIteration.put(start + moments.get(i).at().iterations(iterationsPerEpoch), i);
    }
  }

  @Override
  public Optional<Update> before(int iteration, Mask mask, Supplier<float[]> parameters) {
    return Optional.ofNullable(byIteration.get(iteration))
        .map(moment -> prune(moment, parameters.get(), mask));
  }

  /** A schedule of soft prunings may end there with one for good. */
  @Override
  public Optional<Update> atTheEnd(int iteration, Mask mask, Supplier<float[]> parameters) {
    return before(iteration, mask, parameters);
  }

  private Update prune(int moment, float[] weights, Mask mask) {
    Pruner.Cut cut = pruner.prune(moment, weights, mask);
    if (pruner.work().moments().get(moment).soft()) {
      return new Update(mask, Optional.of(pruner.withoutChosen(weights, mask, cut.mask())));
    }
    boolean moved = cut.weights() != weights;
    return new Update(cut.mask(), moved ? Optional.of(cut.weights()) : Optional.empty());
  }
}
