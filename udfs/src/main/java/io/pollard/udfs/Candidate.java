package io.pollard.udfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A candidate: what it achieves and what it costs.
 *
 * @param id its name
 * @param accuracy more is better
 * @param cost less is better
 */
record Candidate(String id, double accuracy, double cost) {
  /** The cheapest first, then the more accurate, then by name. */
  static final Comparator<Candidate> CHEAPEST =
      Comparator.comparingDouble(Candidate::cost)
          .thenComparing(Comparator.comparingDouble(Candidate::accuracy).reversed())
          .thenComparing(Candidate::id);

  /**
   * A point for each id, the cheapest first: rows of the same id are its replicates, and the point
   * is their mean. Candidate that are not finite are left out.
   *
   * @param rows id, accuracy, cost, and whatever else
   */
  static List<Candidate> of(List<List<Object>> rows) {
    Map<String, List<List<Object>>> byId =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> (String) row.get(0), TreeMap::new, Collectors.toList()));
    List<Candidate> points = new ArrayList<>();
    byId.forEach(
        (id, replicates) ->
            points.add(
                new Candidate(id, Statistics.mean(replicates, 1), Statistics.mean(replicates, 2))));
    points.removeIf(point -> !Double.isFinite(point.accuracy()) || !Double.isFinite(point.cost()));
    points.sort(CHEAPEST);
    return points;
  }

  Struct struct() {
    return Struct.of(id, accuracy, cost);
  }
}
