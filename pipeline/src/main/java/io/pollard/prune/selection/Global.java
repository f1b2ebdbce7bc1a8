package io.pollard.prune.selection;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Example;
import io.pollard.spec.Summary;
import java.util.List;
import java.util.Optional;

/**
 * One ranking over all layers: the lowest scores of the whole network go, in ascending order of
 * (score, flat index), whatever layer they are in. A share p of n groups is floor(p n + 0.5) of
 * them (METHODS 0.3.4) unless {@code compatibility} says otherwise; n counts the layers that are
 * not excluded. A layer may lose all it has; that is warned of. Only for scores that compare across
 * layers (METHODS 0.3.5). Linear time, about ten bytes per group.
 *
 * <p>Scores that do not compare across layers can be put on one scale first, see {@link
 * Normalization}. A compression ratio fixes a number of elements, so it needs groups of one size.
 *
 * <p>Source: Frankle, Carbin (2019), section 4 (ResNet-18 and VGG-19, without the output layer);
 * Lee et al. (2019); Blalock et al. (2020), "global".
 *
 * @param exclude layers that are left alone: names, patterns with {@code *}, {@code first}, {@code
 *     output}
 * @param compatibility how a share becomes a number of groups
 * @param threshold groups with a higher score stay, even if fewer go than asked for: with a
 *     sparsity of 1 the threshold alone decides, as after a training with a penalty that makes
 *     groups zero
 * @param normalization what a layer's scores are divided by before they are ranked, and compared
 *     with the threshold
 */
@Summary("one ranking over all layers")
@AutoService(Selection.class)
public record Global(
    List<String> exclude,
    Compatibility compatibility,
    @Example Optional<Double> threshold,
    Normalization normalization)
    implements Selection {

  public Global {
    exclude = List.copyOf(exclude);
    if (threshold.isPresent() && Double.isNaN(threshold.get())) {
      throw new IllegalArgumentException("threshold is a number, found NaN");
    }
  }

  public Global() {
    this(List.of(), Compatibility.HOUSE);
  }

  /** A ranking of the scores as they are. */
  public Global(List<String> exclude, Compatibility compatibility) {
    this(exclude, compatibility, Optional.empty());
  }

  /** A ranking of the scores as they are, up to a threshold. */
  public Global(List<String> exclude, Compatibility compatibility, Optional<Double> threshold) {
    this(exclude, compatibility, threshold, Normalization.NONE);
  }

  @Override
  public Mask select(Network network, Groups groups, Mask mask, float[] scores, Amount amount) {
    float[] ranked = normalization.of(groups, mask, scores);
    Scope scope = Scope.of(network, groups, mask, ranked, exclude);
    if (amount instanceof Amount.Compression compression) {
      requireOneSize(scope, compression);
    }
    Share share = Target.share(scope, amount);
    Pool pool = scope.pool();
    compatibility.requireReachable(pool, share);
    int[] chosen = compatibility.prune(pool, share);
    return scope.without(
        List.of(
            threshold.map(highest -> Ranking.upTo(ranked, chosen, highest, false)).orElse(chosen)));
  }

  private static void requireOneSize(Scope scope, Amount.Compression compression) {
    long sizes = scope.parts().stream().mapToInt(part -> part.block().size()).distinct().count();
    if (sizes > 1) {
      throw new UserException(
          "Cannot compress %s: its groups differ in size, so a ranking over all layers fixes no number of parameters (compression=%s); ask for a sparsity, or select layer by layer"
              .formatted(scope.network().name(), compression.ratio()));
    }
  }
}
