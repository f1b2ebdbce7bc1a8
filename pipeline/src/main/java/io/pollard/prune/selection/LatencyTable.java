package io.pollard.prune.selection;

import io.pollard.spec.Fraction;
import io.pollard.spec.Required;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long a network's layers take, measured once with all layers at the same share of their
 * channels, for several shares. The numbers are settings, like those of {@link FromSensitivity}:
 * they stand in the experiment file, as {@code pollard latency} prints them, and count for the
 * step's identity; no step asks a clock.
 *
 * @param runtime what was measured, for people: its version and the machine
 * @param batch number of examples
 * @param widths shares of the channels, increasing, the last 1
 * @param layers milliseconds of each layer with parameters and of what follows it up to the next
 *     one, by name, one for each width; what belongs to none is named {@value #OTHER}
 */
public record LatencyTable(
    @Required String runtime,
    @Required int batch,
    @Required List<Fraction> widths,
    @Required Map<String, List<Double>> layers) {
  /** What is no layer's, such as changes of order in memory. */
  public static final String OTHER = "other";

  public LatencyTable {
    widths = List.copyOf(widths);
    TreeMap<String, List<Double>> copy = new TreeMap<>();
    layers.forEach((layer, times) -> copy.put(layer, List.copyOf(times)));
    layers = Collections.unmodifiableMap(copy);
    requireIncreasing(widths);
    if (batch < 1 || layers.isEmpty()) {
      throw new IllegalArgumentException(
          "layers name at least one, at a batch of at least 1, found %d layers, batch %d"
              .formatted(layers.size(), batch));
    }
    for (Map.Entry<String, List<Double>> row : layers.entrySet()) {
      boolean times = row.getValue().stream().allMatch(t -> t >= 0.0 && Double.isFinite(t));
      if (row.getValue().size() != widths.size() || !times) {
        throw new IllegalArgumentException(
            "layers have a time of at least 0 for each of %d widths, found %s of layer %s"
                .formatted(widths.size(), row.getValue(), row.getKey()));
      }
    }
  }

  public LatencyTable() {
    this("onednn", 64, List.of(new Fraction(1.0)), Map.of(OTHER, List.of(1.0)));
  }

  private static void requireIncreasing(List<Fraction> widths) {
    double last = 0.0;
    for (Fraction width : widths) {
      if (!(width.value() > last)) {
        throw new IllegalArgumentException("widths increase from above 0, found " + widths);
      }
      last = width.value();
    }
    if (last != 1.0) {
      throw new IllegalArgumentException("widths end with 1, found " + widths);
    }
  }
}
