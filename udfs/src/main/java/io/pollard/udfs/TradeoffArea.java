package io.pollard.udfs;

import io.pollard.udfs.RowFunction.Argument;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Area under a trade-off curve by the trapezoidal rule, divided by the width of the curve: the mean
 * height. Rows with the same x are replicates, of which the mean counts; points that are not finite
 * are left out. Null with fewer than two different x. O(n log n).
 */
public final class TradeoffArea extends GroupFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public TradeoffArea() {
    super(
        "pollard_tradeoff_area",
        "mean height of a curve: its area, by trapezoids, divided by its width; rows with one x are"
            + " replicates; null with fewer than two x",
        List.of(Argument.of("x", "double"), Argument.of("y", "double")),
        "double");
  }

  @Override
  @Nullable Object of(List<List<Object>> rows) {
    TreeMap<Double, List<List<Object>>> byX =
        rows.stream()
            .filter(row -> Double.isFinite((double) row.get(0)))
            .filter(row -> Double.isFinite((double) row.get(1)))
            .collect(
                Collectors.groupingBy(
                    row -> (double) row.get(0) + 0.0, TreeMap::new, Collectors.toList()));
    if (byX.size() < 2) {
      return null;
    }
    double area = 0.0;
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (Map.Entry<Double, List<List<Object>>> point : byX.entrySet()) {
      double y = Statistics.mean(point.getValue(), 1);
      if (!Double.isNaN(lastX)) {
        area += (point.getKey() - lastX) * (y + lastY) / 2;
      }
      lastX = point.getKey();
      lastY = y;
    }
    return area / (byX.lastKey() - byX.firstKey());
  }
}
