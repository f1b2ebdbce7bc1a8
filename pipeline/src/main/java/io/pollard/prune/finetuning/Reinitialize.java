package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.random.Draws;
import io.pollard.spec.Duration;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * Random re-initialisation, the control for "are the initial values what matters?": the mask stays,
 * the survivors get fresh initial values (the network's own initialisation under another seed,
 * batch-norm statistics included) and train from the start to the end with zero optimiser state.
 * The values are a pure function of (replicate's seed, level, draw), so every level gets fresh
 * ones.
 *
 * <p>Source: Frankle, Carbin (2019), section 2: three re-initialisations per ticket (METHODS U3).
 *
 * @param draw number of the draw, at least 1: arms that differ in it get different values
 */
@Summary("control: fresh initial values under the same mask")
@AutoService(FineTuning.class)
public record Reinitialize(int draw) implements FineTuning {

  public Reinitialize {
    if (draw < 1) {
      throw new IllegalArgumentException("draw is at least 1, found " + draw);
    }
  }

  public Reinitialize() {
    this(1);
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
    long fresh = Draws.of(pruned.seed(), "reinitialize", pruned.level(), draw).nextLong();
    return new Restart(
        pruned.initialValues().apply(fresh),
        pruned.mask(),
        Optional.empty(),
        0,
        new Restart.Training.ToTheEnd());
  }
}
