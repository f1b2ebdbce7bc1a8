package io.pollard.prune.scheduling;

import com.google.auto.service.AutoService;
import io.pollard.spec.Example;
import io.pollard.spec.Fraction;
import io.pollard.spec.Summary;
import java.util.List;

/**
 * Levels at listed amounts, each from the one before, fine-tuned: a path towards more pruning. One
 * of the two lists is given; without any it is the compression ratios 2, 4, 8, 16, 32. The values
 * are totals counted from the dense network and must increase.
 *
 * @param sparsities share of the prunable elements that is gone after each level
 * @param compressions all parameters over those that are not zero, after each level
 */
@Summary("listed amounts, each level from the one before")
@AutoService(Schedule.class)
public record Explicit(@Example List<Fraction> sparsities, @Example List<Double> compressions)
    implements Schedule {

  public Explicit {
    sparsities = List.copyOf(sparsities);
    compressions = List.copyOf(compressions);
    Amounts.requireOne(
        "sparsities and compressions", !sparsities.isEmpty(), !compressions.isEmpty());
    Amounts.requireIncreasing("sparsities", sparsities.stream().map(Fraction::value).toList());
    Amounts.requireIncreasing("compressions", compressions);
    Amounts.of(sparsities, compressions);
  }

  public Explicit() {
    this(List.of(new Fraction(0.5), new Fraction(0.75)), List.of());
  }

  @Override
  public List<Level> points() {
    return Amounts.of(sparsities, compressions).stream()
        .map(amount -> Level.atOnce(Level.From.PREVIOUS, amount))
        .toList();
  }
}
