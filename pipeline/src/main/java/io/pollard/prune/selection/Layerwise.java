package io.pollard.prune.selection;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.selection.Share.Base;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same rate in every layer, of what is left there: of n living groups of a layer with factor f
 * the floor(p f n + 0.5) lowest go, in ascending order of (score, flat index). Linear time.
 *
 * <p>A share of the survivors is the base rate p itself, so that layers with a factor below 1 lose
 * less and the network keeps more than (1 - p). A sparsity or compression ratio is what the whole
 * scope reaches: p is then the rate for which the layers together give what is missing, p = missing
 * / sum of f n, up to the rounding in each layer.
 *
 * <p>Beside it, {@link Uniform} counts from the dense network and knows no factors.
 *
 * <p>Source: Frankle, Carbin (2019), section 2 and appendix (LeNet, Conv-2/4/6: 20% of what is left
 * per round, the output layer at half the rate: {@code outputLayerFactor: 0.5}).
 *
 * @param outputLayerFactor multiplies the rate of the last prunable layer
 * @param factors multiply the rates of layers: names, patterns with {@code *}, {@code first},
 *     {@code output}; where several mean a layer, all of them multiply
 * @param exclude layers that are left alone, named likewise
 * @param compatibility how a share becomes a number of groups
 */
@Summary("the same rate of what is left in every layer, times a factor of its own")
@AutoService(Selection.class)
public record Layerwise(
    double outputLayerFactor,
    Map<String, Double> factors,
    List<String> exclude,
    Compatibility compatibility)
    implements Selection {

  public Layerwise {
    requireFactor("outputLayerFactor", outputLayerFactor);
    // Sorted: products of floating-point numbers depend on the order.
    factors = Collections.unmodifiableSortedMap(new TreeMap<>(factors));
    factors.forEach(Layerwise::requireFactor);
    exclude = List.copyOf(exclude);
  }

  public Layerwise() {
    this(1.0, Map.of(), List.of(), Compatibility.HOUSE);
  }

  private static void requireFactor(String key, double factor) {
    if (!(factor >= 0.0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(key + " is at least 0, found " + factor);
    }
  }

  /**
   * @throws UserException also if a layer's rate would be above 1, or more is already gone than
   *     asked
   */
  @Override
  public Mask select(Network network, Groups groups, Mask mask, float[] scores, Amount amount) {
    Scope scope = Scope.of(network, groups, mask, scores, exclude);
    Map<String, Double> factorOf = factorsByLayer(scope.prunable());
    Map<String, Pool> pools = new LinkedHashMap<>();
    double weighted = 0.0;
    for (String layer : scope.layers()) {
      Pool pool = scope.pool(layer);
      pools.put(layer, pool);
      weighted += factorOf.getOrDefault(layer, 1.0) * pool.alive().length;
    }
    double rate = baseRate(scope, Target.share(scope, amount), weighted);
    List<int[]> chosen = new ArrayList<>();
    pools.forEach(
        (layer, pool) ->
            chosen.add(
                compatibility.prune(
                    pool, layerShare(rate * factorOf.getOrDefault(layer, 1.0), pool))));
    return scope.without(chosen);
  }

  private Map<String, Double> factorsByLayer(List<String> prunable) {
    Map<String, Double> byLayer = new HashMap<>();
    if (!prunable.isEmpty()) {
      byLayer.put(prunable.get(prunable.size() - 1), outputLayerFactor);
    }
    factors.forEach(
        (name, factor) ->
            LayerNames.matching(name, prunable, "factors")
                .forEach(layer -> byLayer.merge(layer, factor, (a, b) -> a * b)));
    return byLayer;
  }

  /** The rate of a layer with factor 1; {@code weighted} is the sum of f n over the layers. */
  private static double baseRate(Scope scope, Share share, double weighted) {
    int total = scope.total();
    int gone = total - scope.alive();
    if (share.base() == Base.SURVIVING || (gone == 0 && weighted == total)) {
      // From the dense network without factors the rate is the share itself: no rounding on the
      // way.
      return share.value();
    }
    double missing = share.value() * total - gone;
    // Every layer's own rounding may have taken half a group more than its share.
    if (missing < -0.5 * scope.layers().size()) {
      throw new UserException(
          "Cannot prune %s to a sparsity of %s: more is already gone, and nothing comes back (pruned=%d, of=%d); ask for more, or start from the dense network"
              .formatted(scope.network().name(), share.value(), gone, total));
    }
    if (missing <= 0.0) {
      return 0.0;
    }
    if (weighted == 0.0) {
      throw new UserException(
          "Cannot prune %s to a sparsity of %s: every layer that is left has a factor of 0 (pruned=%d, of=%d); raise a factor"
              .formatted(scope.network().name(), share.value(), gone, total));
    }
    return missing / weighted;
  }

  private static Share layerShare(double rate, Pool pool) {
    if (rate > 1.0) {
      throw new UserException(
          "Cannot prune %s: its rate would be above 1 (rate=%s); lower its factor or ask for less"
              .formatted(pool.name(), rate));
    }
    return new Share(rate, Base.SURVIVING);
  }
}
