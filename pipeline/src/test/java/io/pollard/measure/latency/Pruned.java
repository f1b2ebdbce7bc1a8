package io.pollard.measure.latency;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Uniform;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.spec.Fraction;

/**
 * A network with the filters of the least L1 norm taken out, the same share of every layer, such
 * that it needs a given share of the multiply-accumulates. For studies.
 *
 * @param sparsity share of the filters
 * @param smaller the network that is left
 */
public record Pruned(double sparsity, SmallerNetwork smaller) {
  private static final int STEPS = 30;

  /**
   * The sparsity is found by bisection.
   *
   * @param multiple of which the number of channels that are left is
   */
  public static Pruned to(Network network, float[] parameters, double macs, int multiple) {
    Groups groups = new Filter(multiple).groups(network);
    float[] elements = new float[parameters.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Math.abs(parameters[i]);
    }
    float[] scores = groups.aggregate(elements);
    long dense = NetworkCounts.of(network).macs();
    double low = 0.0;
    double high = 0.95;
    Pruned best = at(network, groups, scores, low);
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      Pruned tried = at(network, groups, scores, middle);
      double share = (double) tried.macs() / dense;
      if (Math.abs(share - macs) < Math.abs((double) best.macs() / dense - macs)) {
        best = tried;
      }
      if (share > macs) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return best;
  }

  private static Pruned at(Network network, Groups groups, float[] scores, double sparsity) {
    Mask mask =
        new Uniform()
            .select(
                network,
                groups,
                Mask.dense(network.layout().length()),
                scores,
                new Amount.Sparsity(new Fraction(sparsity)));
    return new Pruned(sparsity, Surgery.remove(network, mask));
  }

  /** Multiply-accumulates of what is left. */
  public long macs() {
    return NetworkCounts.of(smaller.network()).macs();
  }
}
