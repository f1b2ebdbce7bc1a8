package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Slice;
import io.pollard.prune.selection.Amount;

/** What an amount asks for, as a sparsity over all prunable elements of the dense network. */
final class Requested {
  private Requested() {}

  /**
   * The requested sparsity, before any rounding and before layers with rates of their own.
   *
   * @param before the mask that the amount is applied to
   */
  static double sparsity(ParameterLayout layout, Mask before, Amount amount) {
    double prunable = layout.prunableCount();
    if (amount instanceof Amount.OfSurviving surviving) {
      double kept = layout.prunable().stream().mapToInt((Slice s) -> before.kept(s)).sum();
      return 1.0 - (1.0 - surviving.rate().value()) * kept / prunable;
    }
    if (amount instanceof Amount.Sparsity sparsity) {
      return sparsity.fraction().value();
    }
    double total = layout.parameterCount();
    double ratio = ((Amount.Compression) amount).ratio();
    return 1.0 - (total / ratio - (total - prunable)) / prunable;
  }
}
