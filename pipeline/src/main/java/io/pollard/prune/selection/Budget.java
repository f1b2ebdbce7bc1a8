package io.pollard.prune.selection;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Fraction;

/**
 * Selects by what the pruned network costs: multiply-accumulates ({@link Amount.Speedup}) or, of
 * channels, parameters ({@link Amount.Compression}) and measured time ({@link
 * Amount.LatencySpeedup}). How much of the network a channel takes with it depends on what else
 * goes, so a cost is no share of groups; it is searched for instead, with any selection: the share
 * of the groups that are still there at which the selection comes nearest to the cost, by
 * bisection, down to less than one group. Where layers give several groups at once, so that no
 * share comes within one hundredth of the cost, a few channels more or less of one or two layers
 * make up for it ({@link FineCut}).
 *
 * <p>The cost that is met is that of the whole network under the mask, as {@code
 * NetworkCounts.macsEffective} and {@code nonzero} count it; with channels that is what the
 * physically smaller network costs. Time is met as the table predicts it. All other amounts go to
 * the selection as they are. Cost: about log2 of four times the number of groups selections.
 */
public final class Budget {
  /** How far from the cost a selection may end, as a share of it. */
  static final double TOLERANCE = 0.01;

  private final Selection selection;
  private final Network network;
  private final Groups groups;
  private final Mask mask;
  private final float[] scores;
  private final Cost cost;
  private Mask touched;

  private Budget(
      Selection selection, Network network, Groups groups, Mask mask, float[] scores, Cost cost) {
    this.selection = selection;
    this.network = network;
    this.groups = groups;
    this.mask = mask;
    this.scores = scores;
    this.cost = cost;
    touched = mask;
  }

  /**
   * The next mask, as {@link Selection#select} gives it, for amounts of every kind.
   *
   * @throws UserException also if no choice of groups comes within one hundredth of a cost, or less
   *     than it is left already
   */
  public static Mask select(
      Selection selection,
      Network network,
      Groups groups,
      Mask mask,
      float[] scores,
      Amount amount) {
    return Cost.of(network, groups, amount)
        .map(cost -> new Budget(selection, network, groups, mask, scores, cost).met())
        .orElseGet(() -> selection.select(network, groups, mask, scores, amount));
  }

  private Mask met() {
    if (cost.distance(mask) < -TOLERANCE) {
      throw new UserException(
          "Cannot prune %s to %s: less than that is left already (%s=%d); ask for more, or start from the dense network"
              .formatted(network.name(), cost.wish(), cost.unit(), cost.of(mask)));
    }
    Mask nearest = nearestShare();
    if (cost.isMetBy(nearest)) {
      return nearest;
    }
    Mask finer = new FineCut(groups, mask, touched, scores, cost).from(nearest);
    if (!cost.isMetBy(finer)) {
      throw new UserException(
          "Cannot prune %s to %s: its groups are too coarse, the nearest choice leaves more than 1%% too much or too little (%s=%d, wanted=%d); ask for %s, prune smaller groups or exclude fewer layers"
              .formatted(
                  network.name(),
                  cost.wish(),
                  cost.unit(),
                  cost.of(finer),
                  Math.round(cost.target()),
                  cost.ratio(finer)));
    }
    return finer;
  }

  private Mask nearestShare() {
    Mask dear = mask;
    Mask cheap = mask;
    double low = 0.0;
    double high = 1.0;
    double step = 0.25 / Math.max(1, groups.count());
    while (high - low > step) {
      double middle = (low + high) / 2.0;
      Mask tried =
          selection.select(
              network, groups, mask, scores, new Amount.OfSurviving(new Fraction(middle)));
      touched = touched.and(tried);
      if (cost.distance(tried) > 0.0) {
        low = middle;
        dear = tried;
      } else {
        high = middle;
        cheap = tried;
      }
    }
    boolean dearer = cheap.equals(mask) || cost.distance(dear) < -cost.distance(cheap);
    return dearer ? dear : cheap;
  }
}
