package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.spec.Duration;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * Learning-rate rewinding: the survivors keep their trained values, and only the schedule goes back
 * to iteration k of the dense training: learning rates and data order from there to the end are
 * repeated. The optimiser's state starts at zero, since the stored one belongs to other weights.
 *
 * <p>Source: Renda, Frankle, Carbin (2020), "Comparing rewinding and fine-tuning in neural network
 * pruning", section 2.
 *
 * @param to the iteration k; 0 repeats the whole training
 */
@Summary("keeps the trained values and repeats the schedule from an early iteration")
@AutoService(FineTuning.class)
public record RewindLearningRate(Duration to) implements FineTuning {

  public RewindLearningRate() {
    this(Duration.iterations(0L));
  }

  /** None: no weights go back, so no checkpoint has to be kept. */
  @Override
  public Optional<Duration> rewindPoint() {
    return Optional.empty();
  }

  @Override
  public int iterations(int total, int rewound, int iterationsPerEpoch) {
    return Math.max(0, total - to.iterations(iterationsPerEpoch));
  }

  @Override
  public Restart restart(Pruned pruned) {
    return new Restart(
        pruned.weights(),
        pruned.mask(),
        Optional.empty(),
        to.iterations(pruned.iterationsPerEpoch()),
        new Restart.Training.ToTheEnd());
  }
}
