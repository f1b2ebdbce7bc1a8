package io.pollard.execute;

import io.pollard.UserException;
import io.pollard.measure.latency.InferenceRuntime;
import io.pollard.measure.latency.Machine;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.ParameterLayout;
import io.pollard.prune.selection.LatencyModel;
import io.pollard.prune.selection.LatencyTable;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.spec.Fraction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures a {@link LatencyTable}: takes channels out until every layer has the same share of them,
 * and has the runtime say where the time of an inference goes; width by width, medians of the runs,
 * after a warm-up, on one thread. Rounded to the nanosecond.
 */
public final class LatencySurvey {
  private static final double MILLION = 1e6;

  private LatencySurvey() {}

  /**
   * Measures a network.
   *
   * @param parameters over its layout; a clock does not care what they are
   * @param groups the channels that may go
   * @param batch number of examples
   * @param widths shares of the channels, increasing, the last 1
   * @param runs that count, of each width
   * @throws UserException if the runtime cannot run the network or tell its layers apart
   */
  public static LatencyTable measure(
      InferenceRuntime runtime,
      Network network,
      float[] parameters,
      Groups groups,
      int batch,
      List<Fraction> widths,
      int runs) {
    runtime
        .refusal(network)
        .ifPresent(
            reason -> {
              throw new UserException(
                  "Cannot time %s in %s: %s; choose another runtime"
                      .formatted(network.name(), runtime.name(), reason));
            });
    Map<String, String> owners = owners(network);
    List<Map<String, Double>> columns = new ArrayList<>();
    for (Fraction width : widths) {
      SmallerNetwork smaller =
          Surgery.remove(network, LatencyModel.thin(network, groups, width.value()));
      Map<String, Double> times =
          runtime.layers(smaller.network(), smaller.slice(parameters), batch, runs);
      if (times.isEmpty()) {
        throw new UserException(
            "Cannot time %s layer by layer: %s does not tell them apart; choose another runtime"
                .formatted(network.name(), runtime.name()));
      }
      Map<String, Double> column = new HashMap<>();
      times.forEach(
          (node, time) ->
              column.merge(owners.getOrDefault(node, LatencyTable.OTHER), time, Double::sum));
      columns.add(column);
    }
    return new LatencyTable(
        "%s, %s".formatted(runtime.version(), Machine.describe()), batch, widths, rows(columns));
  }

  /** For each node the layer with parameters that it is, or the last one on the way to it. */
  private static Map<String, String> owners(Network network) {
    ParameterLayout layout = network.layout();
    Set<String> layers = new HashSet<>();
    layout.slices().forEach(slice -> layers.add(slice.layer()));
    Map<String, String> owners = new HashMap<>();
    for (Node node : network.graph().nodes()) {
      String owner =
          layers.contains(node.name())
              ? node.name()
              : node.inputs().stream()
                  .map(input -> owners.getOrDefault(input, LatencyTable.OTHER))
                  .findFirst()
                  .orElse(LatencyTable.OTHER);
      owners.put(node.name(), owner);
    }
    return owners;
  }

  private static Map<String, List<Double>> rows(List<Map<String, Double>> columns) {
    Map<String, List<Double>> rows = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      for (Map.Entry<String, Double> time : columns.get(i).entrySet()) {
        rows.computeIfAbsent(
                time.getKey(), layer -> new ArrayList<>(Collections.nCopies(columns.size(), 0.0)))
            .set(i, Math.rint(time.getValue() * MILLION) / MILLION);
      }
    }
    return rows;
  }
}
