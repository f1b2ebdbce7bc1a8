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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every named layer at the sparsity that stands beside its name, counted from the dense network:
 * for published settings, with the schedule {@code once}. Of n groups of a layer at sparsity s
 * floor(s n + 0.5) go unless {@code compatibility} says otherwise, in ascending order of (score,
 * flat index); a layer that has lost more already stays as it is. Layers that are not named are
 * left alone. Linear time.
 *
 * <p>A schedule with amounts of its own makes the sparsities stronger or weaker together, as {@link
 * FromSensitivity} does, and rounds as that does.
 *
 * <p>Source: Li, Kadav, Durdanovic, Samet, Graf (2017), section 4 (METHODS S1); with {@code
 * compatibility: li-filters} its layers have the sizes that the paper reports.
 *
 * <p>A sparsity that would take a layer's last channel is refused: it was meant for this very
 * layer, so that leaving one instead would be something else than what is asked for.
 *
 * @param sparsities by layer: names, patterns with {@code *}, {@code first}, {@code output}; where
 *     several mean a layer, the largest
 * @param exclude layers that are left alone all the same, named likewise
 * @param compatibility how a share becomes a number of groups
 */
@Summary("every named layer at the sparsity beside its name: published settings")
@AutoService(Selection.class)
public record PerLayer(
    @Example Map<String, Fraction> sparsities, List<String> exclude, Compatibility compatibility)
    implements Selection {

  public PerLayer {
    sparsities = new LinkedHashMap<>(sparsities);
    FromSensitivity.requireAny(sparsities);
    exclude = List.copyOf(exclude);
  }

  public PerLayer() {
    this(Map.of("*", new Fraction(0.5)), List.of(), Compatibility.HOUSE);
  }

  @Override
  public Mask select(Network network, Groups groups, Mask mask, float[] scores, Amount amount) {
    Scope scope = Scope.of(network, groups, mask, scores, exclude);
    Map<String, Fraction> byLayer = byLayer(scope);
    if (!(amount instanceof Amount.AsSelected)) {
      return new FromSensitivity(byLayer).select(network, groups, mask, scores, amount);
    }
    List<int[]> chosen = new ArrayList<>();
    byLayer.forEach((layer, sparsity) -> chosen.add(chosen(scope.pool(layer), sparsity)));
    return scope.without(chosen);
  }

  private int[] chosen(Pool pool, Fraction sparsity) {
    Share share = new Share(sparsity.value(), Share.Base.DENSE);
    Pool unprotected = pool.unprotected();
    int[] all = compatibility.prune(unprotected, share);
    if (all.length > pool.removable().length) {
      throw new UserException(
          "Cannot prune %s to a sparsity of %s: that would take the last of its %d groups, and one has to stay so that something passes through; ask for less"
              .formatted(pool.name(), sparsity.value(), pool.total()));
    }
    return compatibility.prune(pool, share);
  }

  private Map<String, Fraction> byLayer(Scope scope) {
    Set<String> excluded = LayerNames.matching(exclude, scope.prunable(), "exclude");
    Map<String, Fraction> byLayer = new LinkedHashMap<>();
    sparsities.forEach(
        (name, sparsity) ->
            LayerNames.matching(name, scope.prunable(), "sparsities").stream()
                .filter(layer -> !excluded.contains(layer))
                .forEach(layer -> byLayer.merge(layer, sparsity, PerLayer::larger)));
    if (byLayer.isEmpty()) {
      throw new UserException(
          "Cannot prune %s: every layer that is named is excluded too (sparsities=%s, exclude=%s); name others or exclude fewer"
              .formatted(scope.network().name(), sparsities.keySet(), exclude));
    }
    return byLayer;
  }

  private static Fraction larger(Fraction one, Fraction other) {
    return one.value() >= other.value() ? one : other;
  }
}
