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
 * Automated gradual pruning: one level that prunes n + 1 times while it trains, to the sparsities
 *
 * <pre>s_i = final + (initial - final) (1 - i / n)^3,   i = 0 ... n</pre>
 *
 * at the times {@code start + i every}: steep at first, flat at the end; s_0 is exactly {@code
 * initial} and s_n exactly {@code sparsity}. Between the moments the mask is fixed.
 *
 * <p>Pruned weights are physically zero and never return: every mask keeps a subset of the one
 * before. (The paper keeps their values behind the mask, so that one could come back.) Goes with
 * the selection {@code uniform} for the paper's same sparsity in every layer.
 *
 * <p>Source: Zhu, Gupta (2017), "To prune, or not to prune", equation 1 (METHODS U2).
 *
 * @param sparsity share of the prunable elements that is gone in the end
 * @param initial sparsity at the first moment; below {@code sparsity}
 * @param start when the first moment is, since the level's training began
 * @param every time between moments; in the same unit as {@code start} unless that is 0
 * @param steps number n of moments after the first
 * @param at the dense network that the level trains on from: trained, or at initialisation
 */
@Summary("one level that prunes while it trains, along a cubic (Zhu, Gupta 2017)")
@AutoService(Schedule.class)
public record Agp(
    @Required Fraction sparsity,
    Fraction initial,
    Duration start,
    @Required Duration every,
    @Required int steps,
    Origin at)
    implements Schedule {

  public Agp {
    if (!(initial.value() < sparsity.value())) {
      throw new IllegalArgumentException(
          "initial is below sparsity, found %s and %s".formatted(initial, sparsity));
    }
    if (!(every.amount() > 0.0)) {
      throw new IllegalArgumentException("every is more than 0, found " + every);
    }
    if (start.amount() > 0.0 && start.unit() != every.unit()) {
      throw new IllegalArgumentException(
          "start and every have the same unit, found %s and %s".formatted(start, every));
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps is at least 1, found " + steps);
    }
  }

  public Agp() {
    this(
        new Fraction(0.9),
        new Fraction(0.0),
        new Duration(0.0, Unit.ITERATIONS),
        new Duration(100.0, Unit.ITERATIONS),
        10,
        Origin.TRAINED);
  }

  @Override
  public List<Level> points() {
    List<Moment> moments =
        IntStream.rangeClosed(0, steps)
            .mapToObj(i -> new Moment(time(i), new Amount.Sparsity(sparsityAt(i))))
            .toList();
    return List.of(new Level(at.from(), moments));
  }

  private Duration time(int i) {
    return new Duration(start.amount() + i * every.amount(), every.unit());
  }

  private Fraction sparsityAt(int i) {
    if (i == 0) {
      return initial;
    }
    double left = 1.0 - (double) i / steps;
    double missing = (initial.value() - sparsity.value()) * left * left * left;
    return new Fraction(sparsity.value() + missing);
  }
}
