package io.pollard.prune.selection;

import com.google.auto.service.AutoService;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One ranking over all layers by score per multiply-accumulate: what is worth least for what it
 * costs goes first. A group costs the multiply-accumulates of one example that go with it in the
 * dense network, {@code c}: a weight as many as its layer has output positions (1 in a dense
 * layer), a channel those of its filters and of whatever reads it. Groups are ranked by {@code
 * score / c^exponent}, negative scores by {@code score c^exponent}, in double and then rounded to
 * float; the rest is that of {@link Global}, amounts included, which count groups.
 *
 * <p>Only for scores that compare across layers (METHODS 0.3.5). Ties by flat index. NaN is refused
 * by name. Linear time, 8 bytes per element.
 *
 * <p>Source: Theis, Korshunova, Tejani, Huszar (2018), section 2.3, and Molchanov et al. (2017),
 * "FLOPs regularization" (METHODS C4), as a ratio instead of a weighted sum, which needs no factor
 * that depends on the units of the loss.
 *
 * @param exponent how much costs count: 1 = score per multiply-accumulate, 0 = not at all
 * @param exclude layers that are left alone: names, patterns with {@code *}, {@code first}, {@code
 *     output}
 * @param compatibility how a share becomes a number of groups
 * @param normalization what a layer's scores are divided by before costs count
 */
@Summary("one ranking over all layers by score per multiply-accumulate")
@AutoService(Selection.class)
public record CostAware(
    double exponent, List<String> exclude, Compatibility compatibility, Normalization normalization)
    implements Selection {

  public CostAware {
    if (!(exponent >= 0.0) || Double.isInfinite(exponent)) {
      throw new IllegalArgumentException("exponent is at least 0, found " + exponent);
    }
    exclude = List.copyOf(exclude);
  }

  public CostAware() {
    this(1.0, List.of(), Compatibility.HOUSE);
  }

  /** A ranking of the scores as they are. */
  public CostAware(double exponent, List<String> exclude, Compatibility compatibility) {
    this(exponent, exclude, compatibility, Normalization.NONE);
  }

  @Override
  public Mask select(Network network, Groups groups, Mask mask, float[] scores, Amount amount) {
    long[] costs = costs(network, groups);
    float[] ranked = normalization.of(groups, mask, scores).clone();
    for (int group = 0; group < costs.length && group < ranked.length; group++) {
      double factor = StrictMath.pow((double) costs[group], exponent);
      double score = ranked[group];
      ranked[group] = (float) (score < 0.0 ? score * factor : score / factor);
    }
    return new Global(exclude, compatibility).select(network, groups, mask, ranked, amount);
  }

  /** Multiply-accumulates of each group, at least 1. */
  private static long[] costs(Network network, Groups groups) {
    int[] uses = uses(network);
    int[] seen = new int[uses.length];
    Arrays.fill(seen, -1);
    long[] costs = new long[groups.count()];
    int first = 0;
    for (Block block : groups.blocks()) {
      for (int group = 0; group < block.count(); group++) {
        int number = first + group;
        block.forEachPruned(
            group,
            i -> {
              if (seen[i] != number) {
                seen[i] = number;
                costs[number] += uses[i];
              }
            });
        costs[number] = Math.max(1, costs[number]);
      }
      first += block.count();
    }
    return costs;
  }

  /** How often each element is multiplied for one example; 0 for all but weights. */
  private static int[] uses(Network network) {
    Map<String, Node> nodes = network.graph().byName();
    int[] uses = new int[network.layout().length()];
    for (Slice slice : network.layout().slices()) {
      if (slice.role() == Role.WEIGHT && nodes.containsKey(slice.layer())) {
        Node node = Objects.requireNonNull(nodes.get(slice.layer()));
        boolean spatial = node.operation() instanceof Convolution;
        int times = spatial ? node.output().height() * node.output().width() : 1;
        Arrays.fill(uses, slice.offset(), slice.end(), times);
      }
    }
    return uses;
  }
}
