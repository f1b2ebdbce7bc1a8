package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.structure.Groups;

/**
 * What an amount asks for, as a sparsity over all groups of the dense network; over all prunable
 * elements where those are the groups.
 */
final class Requested {
  private Requested() {}

  /**
   * The requested sparsity, before any rounding and before layers with rates of their own.
   *
   * @param before the mask that the amount is applied to
   */
  static double sparsity(ParameterLayout layout, Groups groups, Mask before, Amount amount) {
    if (amount instanceof Amount.OfSurviving surviving) {
      double kept = groups.blocks().stream().mapToInt(block -> block.kept(before)).sum();
      return 1.0 - (1.0 - surviving.rate().value()) * kept / groups.count();
    }
    if (amount instanceof Amount.Sparsity sparsity) {
      return sparsity.fraction().value();
    }
    double prunable = layout.prunableCount();
    double total = layout.parameterCount();
    double ratio = ((Amount.Compression) amount).ratio();
    return 1.0 - (total / ratio - (total - prunable)) / prunable;
  }
}
