package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.structure.Groups;
import java.util.OptionalDouble;

/**
 * What an amount asks for, as a sparsity over all groups of the dense network; over all prunable
 * elements where those are the groups.
 */
final class Requested {
  private Requested() {}

  /**
   * The requested sparsity, before any rounding and before layers with rates of their own; empty
   * where something else is requested: a cost, or what a selection's settings say.
   *
   * @param before the mask that the amount is applied to
   */
  static OptionalDouble sparsity(
      ParameterLayout layout, Groups groups, Mask before, Amount amount) {
    if (amount instanceof Amount.OfSurviving surviving) {
      double kept = groups.blocks().stream().mapToInt(block -> block.kept(before)).sum();
      return OptionalDouble.of(1.0 - (1.0 - surviving.rate().value()) * kept / groups.count());
    }
    if (amount instanceof Amount.Sparsity sparsity) {
      return OptionalDouble.of(sparsity.fraction().value());
    }
    boolean elements = groups.blocks().stream().allMatch(block -> block.size() > 0);
    if (amount instanceof Amount.Compression compression && elements) {
      double prunable = layout.prunableCount();
      double total = layout.parameterCount();
      return OptionalDouble.of(1.0 - (total / compression.ratio() - (total - prunable)) / prunable);
    }
    return OptionalDouble.empty();
  }
}
