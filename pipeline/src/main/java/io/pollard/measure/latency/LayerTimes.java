package io.pollard.measure.latency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times of layers over several runs, of which the first ones only warm up. */
final class LayerTimes {
  private static final double MILLION = 1e6;

  private final int counted;
  private final Map<String, List<Long>> times = new LinkedHashMap<>();

  /**
   * @param counted runs that count
   */
  LayerTimes(int counted) {
    this.counted = counted;
  }

  /** How many runs it takes for so many to count. */
  static int runs(int counted) {
    return counted + (counted + 2) / 3;
  }

  /** The time of a layer in the next run. */
  void add(String layer, long nanos) {
    times.computeIfAbsent(layer, name -> new ArrayList<>()).add(nanos);
  }

  /** Milliseconds by layer, in the order in which they run: the lower median of what counts. */
  Map<String, Double> medians() {
    Map<String, Double> medians = new LinkedHashMap<>();
    times.forEach(
        (layer, all) -> {
          List<Long> last = all.subList(Math.max(0, all.size() - counted), all.size());
          long median = last.stream().sorted().skip((last.size() - 1) / 2).findFirst().orElse(0L);
          medians.put(layer, median / MILLION);
        });
    return medians;
  }
}
