package io.pollard.sensitivity;

import io.pollard.store.SensitivityCell;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of each layer may go: the largest sparsity of the grid at which it, and every smaller
 * one, loses at most a budget of top-1 against the unpruned network (METHODS E5). Where an interval
 * is known, its lower end counts. 0 where even the smallest loses more. Cells of coupled layers
 * count for each of them.
 */
public final class Suggestion {
  /** Shares are quotients of counts: a drop of exactly the budget is within it. */
  private static final double ROUNDING = 1e-9;

  private Suggestion() {}

  /**
   * Sparsities by layer, in network order.
   *
   * @param cells of one structure and scoring rule
   * @param budget share of the examples that may be lost, in [0, 1]
   */
  public static Map<String, Double> of(List<SensitivityCell> cells, double budget) {
    Map<String, Double> largest = new LinkedHashMap<>();
    Map<String, Boolean> over = new LinkedHashMap<>();
    List<SensitivityCell> ordered =
        cells.stream()
            .sorted(
                Comparator.comparingInt(SensitivityCell::position)
                    .thenComparingDouble(SensitivityCell::sparsity))
            .toList();
    for (SensitivityCell cell : ordered) {
      double drop = cell.reference().top1() - cell.measured().top1();
      for (String layer : cell.members()) {
        largest.putIfAbsent(layer, 0.0);
        if (drop > budget + ROUNDING) {
          over.put(layer, true);
        } else if (!over.containsKey(layer)) {
          largest.put(layer, cell.sparsity());
        }
      }
    }
    return largest;
  }
}
