package io.pollard.prune.scheduling;

import com.google.auto.service.AutoService;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.LatencyTable;
import io.pollard.spec.Example;
import io.pollard.spec.Fraction;
import io.pollard.spec.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pruning per level, every level on its own from the same dense network: operating points of a
 * curve, not steps of a path. Exactly one of the five amounts is given.
 *
 * <p>Source: Blalock et al. (2020), section 6; at initialisation Lee et al. (2019), SNIP.
 *
 * @param sparsity a single point: share of the prunable elements to remove
 * @param sparsities several points
 * @param compressions several points: all parameters over those that are not zero
 * @param speedups several points: multiply-accumulates of the dense network over those that are
 *     left
 * @param latencySpeedups several points: time of the dense network over the time that is left, by
 *     the table
 * @param latencyTable measured times, for {@code latencySpeedups}; {@code pollard latency} makes it
 * @param at the dense network that is pruned: trained, or at initialisation
 */
@Summary("each level prunes the dense network once: points of a curve")
@AutoService(Schedule.class)
public record OneShot(
    @Example Optional<Fraction> sparsity,
    @Example List<Fraction> sparsities,
    @Example List<Double> compressions,
    @Example List<Double> speedups,
    List<Double> latencySpeedups,
    Optional<LatencyTable> latencyTable,
    Origin at)
    implements Schedule {

  public OneShot {
    sparsities = List.copyOf(sparsities);
    compressions = List.copyOf(compressions);
    speedups = List.copyOf(speedups);
    latencySpeedups = List.copyOf(latencySpeedups);
    Amounts.requireOne(
        "sparsity, sparsities, compressions, speedups and latencySpeedups",
        sparsity.isPresent(),
        !sparsities.isEmpty(),
        !compressions.isEmpty(),
        !speedups.isEmpty(),
        !latencySpeedups.isEmpty());
    latencySpeedups.forEach(ratio -> new Amount.LatencySpeedup(ratio, Optional.empty()));
    if (latencyTable.isPresent() && latencySpeedups.isEmpty()) {
      throw new IllegalArgumentException("latencyTable goes with latencySpeedups, found it alone");
    }
    Amounts.of(sparsities, compressions, speedups);
  }

  public OneShot() {
    this(
        Optional.of(new Fraction(0.5)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Origin.TRAINED);
  }

  @Override
  public List<Level> points() {
    List<Amount> amounts = new ArrayList<>();
    sparsity.map(Amount.Sparsity::new).ifPresent(amounts::add);
    amounts.addAll(Amounts.of(sparsities, compressions, speedups));
    latencySpeedups.forEach(ratio -> amounts.add(new Amount.LatencySpeedup(ratio, latencyTable)));
    return amounts.stream().map(amount -> Level.atOnce(at.from(), amount)).toList();
  }
}
