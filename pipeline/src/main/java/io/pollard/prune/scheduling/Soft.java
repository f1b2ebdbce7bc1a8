package io.pollard.prune.scheduling;

import com.google.auto.service.AutoService;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.prune.selection.Amount;
import io.pollard.spec.Duration;
import io.pollard.spec.Duration.Unit;
import io.pollard.spec.Fraction;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Soft pruning: one level that prunes the same amount several times while it trains, and only the
 * last time for good. Before that, what is chosen becomes 0 but stays in training, its bias, batch
 * norm and readers untouched, so that it may grow again and another choice be made the next time.
 * The mask does not change until the last time, which may be the very end of the training; what is
 * trained behind it is fine-tuning under the mask.
 *
 * <p>Source: He, Kang, Dong, Fu, Yang (2018), "Soft filter pruning for accelerating deep
 * convolutional neural networks", algorithm 1 (METHODS S9): the structure {@code filter}, the
 * scoring {@code filter-norm} with {@code l2}, the selection {@code uniform}, every epoch. (The
 * paper gives the share that stays.)
 *
 * @param sparsity share of the groups that is pruned every time
 * @param every time between prunings, and before the first
 * @param times how many there are, the last one for good
 * @param at the dense network that the level trains on from: trained, or at initialisation
 */
@Summary("one level that prunes softly while it trains, for good at last (He et al. 2018)")
@AutoService(Schedule.class)
public record Soft(@Required Fraction sparsity, Duration every, @Required int times, Origin at)
    implements Schedule {

  public Soft {
    if (!(every.amount() > 0.0)) {
      throw new IllegalArgumentException("every is more than 0, found " + every);
    }
    if (times < 1) {
      throw new IllegalArgumentException("times is at least 1, found " + times);
    }
  }

  public Soft() {
    this(new Fraction(0.3), new Duration(1.0, Unit.EPOCHS), 10, Origin.TRAINED);
  }

  @Override
  public List<Level> points() {
    List<Moment> moments =
        IntStream.rangeClosed(1, times)
            .mapToObj(
                i ->
                    new Moment(
                        new Duration(i * every.amount(), every.unit()),
                        new Amount.Sparsity(sparsity),
                        i < times))
            .toList();
    return List.of(new Level(at.from(), moments));
  }
}
