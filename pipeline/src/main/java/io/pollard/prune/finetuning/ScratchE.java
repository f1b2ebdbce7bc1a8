package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.random.Draws;
import io.pollard.spec.Duration;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * Scratch-E, the control for "is the architecture all that pruning found?": the pruned architecture
 * is trained from fresh initial values for as many epochs as the dense network was. The values are
 * those that the physically smaller network would get, a pure function of (replicate's seed, level,
 * draw); {@link Reinitialize} draws them for the dense network.
 *
 * <p>Source: Liu, Sun, Zhou, Huang, Darrell (2019), "Rethinking the value of network pruning",
 * section 3 (METHODS E1).
 *
 * @param draw number of the draw, at least 1: arms that differ in it get different values
 */
@Summary("control: the pruned architecture from scratch, as many epochs as the dense one")
@AutoService(FineTuning.class)
public record ScratchE(int draw) implements FineTuning {

  public ScratchE {
    requireDraw(draw);
  }

  public ScratchE() {
    this(1);
  }

  static void requireDraw(int draw) {
    if (draw < 1) {
      throw new IllegalArgumentException("draw is at least 1, found " + draw);
    }
  }

  @Override
  public Optional<Duration> rewindPoint() {
    return Optional.empty();
  }

  @Override
  public int iterations(int total, int rewound, int iterationsPerEpoch) {
    return total;
  }

  @Override
  public Restart restart(Pruned pruned) {
    return fromScratch(pruned, draw, new Restart.Training.ToTheEnd());
  }

  /** Fresh values of the pruned architecture; of one draw the same for every training. */
  static Restart fromScratch(Pruned pruned, int draw, Restart.Training training) {
    long fresh = Draws.of(pruned.seed(), "scratch", pruned.level(), draw).nextLong();
    return new Restart(
        pruned.architecture().apply(fresh), pruned.mask(), Optional.empty(), 0, training);
  }
}
