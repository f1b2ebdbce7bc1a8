package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.spec.Duration;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * Weight rewinding: the survivors go back to the values that they had at iteration k of the dense
 * training, with batch-norm statistics and optimiser state of that moment, and train from k to the
 * end as then. With k = 0 they are a lottery ticket at initialisation.
 *
 * <p>The values are a stored copy, not a new draw. Pruned weights' optimiser state is zeroed by
 * whoever trains.
 *
 * <p>Source: Frankle, Carbin (2019); for k above 0 Frankle, Dziugaite, Roy, Carbin (2020), "Linear
 * mode connectivity and the lottery ticket hypothesis" (METHODS U3).
 *
 * @param to the iteration k
 */
@Summary("goes back to the values of an early iteration and trains to the end")
@AutoService(FineTuning.class)
public record Rewind(Duration to) implements FineTuning {

  public Rewind() {
    this(Duration.iterations(0L));
  }

  @Override
  public Optional<Duration> rewindPoint() {
    return Optional.of(to);
  }

  @Override
  public int iterations(int total, int rewound, int iterationsPerEpoch) {
    return total - rewound;
  }

  @Override
  public Restart restart(Pruned pruned) {
    Pruned.Checkpoint rewound = pruned.rewound();
    return new Restart(
        rewound.parameters(),
        pruned.mask(),
        Optional.of(rewound.optimizerState()),
        rewound.iteration(),
        new Restart.Training.ToTheEnd());
  }
}
