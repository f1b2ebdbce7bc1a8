package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.spec.Duration;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * Fine-tuning: the survivors train on from their trained values, for a length and at a constant
 * learning rate of its own. The optimiser's state starts at zero.
 *
 * <p>Source: Han, Pool, Tran, Dally (2015), section 3 (METHODS U1).
 *
 * @param length how long, more than 0
 * @param learningRate constant; a small one, such as the last of the dense training
 * @param penalties whether the training's {@code l1} and {@code penalties} go on; weight decay does
 */
@Summary("trains on from the trained values at a constant learning rate")
@AutoService(FineTuning.class)
public record Finetune(
    @Required Duration length, @Required double learningRate, Penalties penalties)
    implements FineTuning {

  /** What becomes of the training's penalties. */
  public enum Penalties {
    /** They go on. */
    KEEP,
    /** They have done their work: they are left out. */
    DROP
  }

  public Finetune {
    if (!(length.amount() > 0.0)) {
      throw new IllegalArgumentException("length is more than 0, found " + length);
    }
    if (!(learningRate > 0.0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learningRate is greater than 0, found " + learningRate);
    }
  }

  public Finetune() {
    this(Duration.epochs(1), 1e-3);
  }

  /** With the training's penalties. */
  public Finetune(Duration length, double learningRate) {
    this(length, learningRate, Penalties.KEEP);
  }

  @Override
  public Optional<Duration> rewindPoint() {
    return Optional.empty();
  }

  @Override
  public int iterations(int total, int rewound, int iterationsPerEpoch) {
    return length.iterations(iterationsPerEpoch);
  }

  @Override
  public Restart restart(Pruned pruned) {
    return new Restart(
        pruned.weights(),
        pruned.mask(),
        Optional.empty(),
        0,
        new Restart.Training.Extra(length, learningRate, penalties == Penalties.KEEP));
  }
}
