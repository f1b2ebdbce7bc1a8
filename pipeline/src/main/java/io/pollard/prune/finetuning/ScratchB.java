package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.network.NetworkCounts;
import io.pollard.spec.Duration;
import io.pollard.spec.Example;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * Scratch-B: as {@link ScratchE}, with the same initial values, but for as much computation as the
 * dense network's training took: epochs (or iterations) times the ratio of multiply-accumulates
 * dense to pruned, rounded down; milestones of the learning rate move along. VGG-16 with the
 * filters of setting A trains int(160 x 1.5196) = 243 epochs instead of 160. Multiply-accumulates
 * are those that the mask leaves, of convolutions and dense layers.
 *
 * <p>Source: Liu, Sun, Zhou, Huang, Darrell (2019), "Rethinking the value of network pruning",
 * section 3 (METHODS E1).
 *
 * @param draw number of the draw, at least 1
 * @param maximum largest ratio, at least 1; without it there is no limit. The paper at most doubles
 *     the epochs
 */
@Summary("control: the pruned architecture from scratch, for the dense one's computation")
@AutoService(FineTuning.class)
public record ScratchB(int draw, @Example Optional<Double> maximum) implements FineTuning {

  public ScratchB {
    ScratchE.requireDraw(draw);
    maximum.ifPresent(
        ratio -> {
          if (!(ratio >= 1.0) || Double.isInfinite(ratio)) {
            throw new IllegalArgumentException("maximum is at least 1, found " + ratio);
          }
        });
  }

  public ScratchB() {
    this(1, Optional.empty());
  }

  @Override
  public Optional<Duration> rewindPoint() {
    return Optional.empty();
  }

  /** At least: how much smaller the network gets is not known before it is pruned. */
  @Override
  public int iterations(int total, int rewound, int iterationsPerEpoch) {
    return total;
  }

  /**
   * @throws IllegalArgumentException if the mask leaves no multiply-accumulates
   */
  @Override
  public Restart restart(Pruned pruned) {
    double ratio = NetworkCounts.of(pruned.network(), pruned.mask()).theoreticalSpeedup();
    if (Double.isInfinite(ratio)) {
      throw new IllegalArgumentException(
          "nothing of " + pruned.network().name() + " is left to train");
    }
    double factor = maximum.map(most -> Math.min(most, ratio)).orElse(ratio);
    return ScratchE.fromScratch(pruned, draw, new Restart.Training.Stretched(factor));
  }
}
