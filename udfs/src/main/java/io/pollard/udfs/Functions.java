package io.pollard.udfs;

import java.util.List;

/** All functions. */
final class Functions {
  private Functions() {}

  static List<RowFunction> ofRows() {
    return List.of(
        MaskFunctions.KEPT,
        MaskFunctions.DENSITY,
        MaskFunctions.SPARSITY,
        MaskFunctions.OVERLAP,
        TensorFunctions.WEIGHTS,
        TensorFunctions.HISTOGRAM,
        TensorFunctions.QUANTILES,
        TensorFunctions.EFFECTIVE_BITS);
  }

  static List<GroupFunction> ofGroups() {
    return List.of(
        new ParetoFront(),
        new BestWithin(),
        new TradeoffArea(),
        new MeanInterval(),
        new PairedComparison());
  }
}
