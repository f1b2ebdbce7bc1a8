package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.spec.Duration;
import io.pollard.spec.Summary;
import java.util.Optional;

/** No training after pruning: the trained values under the mask are evaluated as they are. */
@Summary("no training: evaluated as it is")
@AutoService(FineTuning.class)
public record None() implements FineTuning {

  @Override
  public Optional<Duration> rewindPoint() {
    return Optional.empty();
  }

  @Override
  public int iterations(int total, int rewound, int iterationsPerEpoch) {
    return 0;
  }

  @Override
  public Restart restart(Pruned pruned) {
    return new Restart(
        pruned.weights(), pruned.mask(), Optional.empty(), 0, new Restart.Training.None());
  }
}
