package io.pollard.prune.selection;

import com.google.auto.service.AutoService;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.selection.Share.Base;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;
import java.util.ArrayList;
import java.util.List;

/**
 * The same sparsity in every layer, counted from the dense network: a layer of n groups ends with
 * floor(s n + 0.5) of them pruned, whatever it had lost before, so that rounding never piles up
 * over levels. A share of the survivors first becomes the sparsity s that the whole scope then has.
 * Within a layer the lowest scores go, in ascending order of (score, flat index). Linear time.
 *
 * <p>Beside it, {@link Layerwise} takes the same rate of what is left in each layer and knows
 * per-layer factors. From a dense network and without factors the two are the same.
 *
 * <p>Source: Zhu, Gupta (2017), same sparsity for every chosen layer (METHODS U2).
 *
 * @param exclude layers that are left alone: names, patterns with {@code *}, {@code first}, {@code
 *     output}
 * @param compatibility how a share becomes a number of groups
 */
@Summary("the same sparsity in every layer, counted from the dense network")
@AutoService(Selection.class)
public record Uniform(List<String> exclude, Compatibility compatibility) implements Selection {

  public Uniform {
    exclude = List.copyOf(exclude);
  }

  public Uniform() {
    this(List.of(), Compatibility.HOUSE);
  }

  /**
   * @throws io.pollard.UserException also if a layer is already sparser than the sparsity asked
   *     for; under a share of the survivors such a layer stays as it is
   */
  @Override
  public Mask select(Network network, Groups groups, Mask mask, float[] scores, Amount amount) {
    Scope scope = Scope.of(network, groups, mask, scores, exclude);
    Share asked = Target.share(scope, amount);
    Share share = fromDense(asked, scope);
    List<int[]> chosen = new ArrayList<>();
    for (String layer : scope.layers()) {
      Pool pool = scope.pool(layer);
      compatibility.requireReachable(pool, asked);
      chosen.add(compatibility.prune(pool, share));
    }
    return scope.without(chosen);
  }

  private static Share fromDense(Share share, Scope scope) {
    if (share.base() == Base.DENSE) {
      return share;
    }
    double keep = (1.0 - share.value()) * scope.alive() / scope.total();
    return new Share(1.0 - keep, Base.DENSE);
  }
}
