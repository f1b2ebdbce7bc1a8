package io.pollard.measure.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the profile that ONNX Runtime writes: a JSON list of events, one for each kernel and run,
 * with microseconds. A kernel bears the name of a node of the model that it was made of, the last
 * of them where it computes several; it counts for its convolution or dense layer if it has one,
 * else for that node. What belongs to no node, such as changes of order in memory, counts under its
 * operator.
 */
final class OnnxProfile {
  private static final String KERNEL = "_kernel_time";
  private static final long NANOS = 1_000L;

  private final List<String> longestFirst;
  private final Map<String, Node> nodes;

  /** For an exported network, whose nodes in the model bear the names of the graph's. */
  OnnxProfile(Network network) {
    nodes = network.graph().byName();
    longestFirst =
        nodes.keySet().stream().sorted(Comparator.comparing(String::length).reversed()).toList();
  }

  /**
   * Median milliseconds by layer.
   *
   * @param runs that count; earlier ones in the file do not
   * @throws IOException if the file cannot be read, or is no JSON
   */
  Map<String, Double> read(Path file, int runs) throws IOException {
    LayerTimes kernels = new LayerTimes(runs);
    Map<String, String> layers = new LinkedHashMap<>();
    for (JsonNode event : new ObjectMapper().readTree(file.toFile())) {
      String name = event.path("name").asText();
      if (event.path("cat").asText().equals("Node") && name.endsWith(KERNEL)) {
        String kernel = name.substring(0, name.length() - KERNEL.length());
        if (!layers.containsKey(kernel)) {
          layers.put(kernel, layer(kernel, event.path("args").path("op_name").asText(), layers));
        }
        kernels.add(kernel, event.path("dur").asLong() * NANOS);
      }
    }
    Map<String, Double> times = new LinkedHashMap<>();
    kernels
        .medians()
        .forEach(
            (kernel, time) -> times.merge(layers.getOrDefault(kernel, kernel), time, Double::sum));
    return times;
  }

  private String layer(String kernel, String operator, Map<String, String> claimed) {
    Optional<String> named = longestFirst.stream().filter(kernel::startsWith).findFirst();
    if (named.isEmpty()) {
      return operator;
    }
    return operator.contains("Conv") || operator.contains("Gemm")
        ? nearestProduct(named.get(), claimed).orElse(named.get())
        : named.get();
  }

  /** The nearest convolution or dense layer at a node or before it that no other kernel has. */
  private Optional<String> nearestProduct(String name, Map<String, String> claimed) {
    Deque<String> open = new ArrayDeque<>(List.of(name));
    while (!open.isEmpty()) {
      Node node = nodes.get(open.poll());
      if (node != null) {
        boolean product =
            node.operation() instanceof Convolution || node.operation() instanceof Dense;
        if (product && !claimed.containsValue(node.name())) {
          return Optional.of(node.name());
        }
        open.addAll(product ? List.of() : node.inputs());
      }
    }
    return Optional.empty();
  }
}
