package io.pollard.prune.scheduling;

import com.google.auto.service.AutoService;
import io.pollard.spec.Example;
import io.pollard.spec.Fraction;
import io.pollard.spec.Summary;
import java.util.List;

/**
 * Levels at listed amounts, each from the one before, fine-tuned: a path towards more pruning. One
 * of the three lists is given. The values are totals counted from the dense network and must
 * increase.
 *
 * @param sparsities share of the prunable elements that is gone after each level
 * @param compressions all parameters over those that are not zero, after each level
 * @param speedups multiply-accumulates of the dense network over those that are left
 */
@Summary("listed amounts, each level from the one before")
@AutoService(Schedule.class)
public record Explicit(
    @Example List<Fraction> sparsities,
    @Example List<Double> compressions,
    @Example List<Double> speedups)
    implements Schedule {

  public Explicit {
    sparsities = List.copyOf(sparsities);
    compressions = List.copyOf(compressions);
    speedups = List.copyOf(speedups);
    Amounts.requireOne(
        "sparsities, compressions and speedups",
        !sparsities.isEmpty(),
        !compressions.isEmpty(),
        !speedups.isEmpty());
    Amounts.requireIncreasing("sparsities", sparsities.stream().map(Fraction::value).toList());
    Amounts.requireIncreasing("compressions", compressions);
    Amounts.requireIncreasing("speedups", speedups);
    Amounts.of(sparsities, compressions, speedups);
  }

  public Explicit() {
    this(List.of(new Fraction(0.5), new Fraction(0.75)), List.of(), List.of());
  }

  @Override
  public List<Level> points() {
    return Amounts.of(sparsities, compressions, speedups).stream()
        .map(amount -> Level.atOnce(Level.From.PREVIOUS, amount))
        .toList();
  }
}
