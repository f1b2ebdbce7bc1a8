package io.pollard.prune.selection;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Example;
import io.pollard.spec.Fraction;
import io.pollard.spec.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every layer as far as it bears it: the sparsities that a sensitivity analysis suggests, made
 * stronger or weaker together until the whole scope has what is asked for. A layer with suggested
 * density {@code d = 1 - s} gets density {@code d^t}, with the one t >= 0 at which the layers
 * together keep the asked share (METHODS E5: the largest level whose drop is within the budget,
 * then all levels scaled to meet the whole): t = 1 is the suggestion itself, and a layer that bears
 * twice the pruning in terms of log-density keeps doing so. Within a layer of n groups floor(s n +
 * 0.5), counted from the dense network, go in ascending order of (score, flat index). Larger
 * amounts give larger t, so the masks of a schedule are nested.
 *
 * <p>The numbers are settings: they stand in the experiment file, as {@code pollard sensitivity}
 * prints them, and count for the step's identity. Layers that are not named, or named with 0, are
 * left alone. Cost: linear, and 200 steps of bisection over the layers.
 *
 * @param sparsities by layer: names, patterns with {@code *}, {@code first}, {@code output}
 */
@Summary("each layer as far as a sensitivity analysis says it bears it (Han 2015, Li 2017)")
@AutoService(Selection.class)
public record FromSensitivity(@Example Map<String, Fraction> sparsities) implements Selection {
  private static final int STEPS = 200;
  private static final double STRONGEST = 1e6;

  public FromSensitivity {
    sparsities = new LinkedHashMap<>(sparsities);
    requireAny(sparsities);
  }

  public FromSensitivity() {
    this(Map.of("*", new Fraction(0.5)));
  }

  static void requireAny(Map<String, Fraction> sparsities) {
    if (sparsities.values().stream().noneMatch(s -> s.value() > 0.0)) {
      throw new IllegalArgumentException(
          "sparsities name at least one layer with more than 0, found " + sparsities);
    }
  }

  @Override
  public Mask select(Network network, Groups groups, Mask mask, float[] scores, Amount amount) {
    Scope all = Scope.of(network, groups, mask, scores, List.of());
    Map<String, Double> suggested = byLayer(all.prunable());
    List<String> left = all.prunable().stream().filter(l -> !suggested.containsKey(l)).toList();
    Scope scope = left.isEmpty() ? all : Scope.of(network, groups, mask, scores, left);
    Map<String, Pool> pools = new LinkedHashMap<>();
    scope.layers().forEach(layer -> pools.put(layer, scope.pool(layer)));
    Share share = Target.share(scope, amount);
    requireReachable(scope, share);
    double keep = keep(scope, share);
    double strength = strength(pools, suggested, keep * scope.total());
    List<int[]> chosen = new ArrayList<>();
    pools.forEach(
        (layer, pool) -> {
          double density = Math.pow(1.0 - suggested.getOrDefault(layer, 0.0), strength);
          Share own = new Share(1.0 - density, Share.Base.DENSE);
          // What a level before has taken beyond this stays taken.
          chosen.add(
              own.value() * pool.total() + 0.5 < pool.pruned()
                  ? new int[0]
                  : Compatibility.HOUSE.prune(pool, own));
        });
    return scope.without(chosen);
  }

  /** Layers and their suggested sparsities; where two names mean one layer, the larger. */
  private Map<String, Double> byLayer(List<String> prunable) {
    Map<String, Double> suggested = new HashMap<>();
    sparsities.forEach(
        (name, sparsity) -> {
          if (sparsity.value() > 0.0) {
            LayerNames.matching(name, prunable, "sparsities")
                .forEach(layer -> suggested.merge(layer, sparsity.value(), Math::max));
          }
        });
    return suggested;
  }

  /** Every layer's own rounding may have taken half a group more than its share. */
  private static void requireReachable(Scope scope, Share share) {
    Pool whole = scope.pool();
    if (whole.pruned() - share.value() * whole.total() > 0.5 * scope.layers().size()) {
      Compatibility.HOUSE.requireReachable(whole, share);
    }
  }

  private static double keep(Scope scope, Share share) {
    return share.base() == Share.Base.DENSE
        ? 1.0 - share.value()
        : (1.0 - share.value()) * scope.alive() / scope.total();
  }

  /** The t at which the layers keep so many groups. */
  private static double strength(
      Map<String, Pool> pools, Map<String, Double> suggested, double kept) {
    if (kept(pools, suggested, STRONGEST) > kept) {
      throw new UserException(
          "Cannot prune as the sensitivity analysis suggests: even the strongest pruning of the layers it names keeps more (asked to keep=%s); ask for less, or name more layers"
              .formatted(kept));
    }
    double low = 0.0;
    double high = STRONGEST;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2.0;
      if (kept(pools, suggested, middle) > kept) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double kept(
      Map<String, Pool> pools, Map<String, Double> suggested, double strength) {
    double sum = 0.0;
    for (Map.Entry<String, Pool> entry : pools.entrySet()) {
      double density = 1.0 - suggested.getOrDefault(entry.getKey(), 0.0);
      sum += Math.pow(density, strength) * entry.getValue().total();
    }
    return sum;
  }
}
