package io.pollard.network.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's layers, each behind those that it reads, and which of them is the output. Reads what
 * Keras 2 and 3 write of sequential and functional models.
 */
record KerasModel(List<KerasLayer> layers, String output) {

  /**
   * Reads a configuration.
   *
   * @throws io.pollard.DataException if it is none, or of a model with several inputs or outputs
   */
  static KerasModel of(String name, String json) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw KerasArchive.failure(name, "its configuration is not JSON; the file is damaged");
    }
    JsonNode config = root.path("config");
    JsonNode described = config.isArray() ? config : config.path("layers");
    if (!described.isArray() || described.isEmpty()) {
      throw KerasArchive.failure(name, "its configuration has no layers; the file is damaged");
    }
    boolean sequential = root.path("class_name").asText().equals("Sequential");
    List<KerasLayer> layers = new ArrayList<>();
    for (JsonNode node : described) {
      JsonNode own = node.path("config");
      String layer = own.path("name").asText(node.path("name").asText("layer" + layers.size()));
      List<String> inputs =
          sequential ? before(layers) : inputs(name, layer, node.path("inbound_nodes"));
      layers.add(new KerasLayer(name, layer, node.path("class_name").asText(), own, inputs));
    }
    return new KerasModel(
        List.copyOf(layers),
        sequential
            ? layers.get(layers.size() - 1).name()
            : output(name, config.path("output_layers")));
  }

  private static List<String> before(List<KerasLayer> layers) {
    return layers.isEmpty() ? List.of() : List.of(layers.get(layers.size() - 1).name());
  }

  private static String output(String name, JsonNode outputs) {
    // Keras 3 writes ["layer", 0, 0] or [["layer", 0, 0]].
    JsonNode first = outputs.path(0);
    if (first.isArray() && outputs.size() == 1) {
      return first.path(0).asText();
    }
    if (first.isTextual() && outputs.size() == 3) {
      return first.asText();
    }
    throw KerasArchive.failure(
        name, "it has %d outputs; supported is one".formatted(outputs.size()));
  }

  private static List<String> inputs(String name, String layer, JsonNode calls) {
    if (calls.size() > 1) {
      throw KerasArchive.failure(
          name, "layer '%s' is used %d times; supported is once".formatted(layer, calls.size()));
    }
    List<String> inputs = new ArrayList<>();
    JsonNode call = calls.path(0);
    if (call.isObject()) {
      histories(call.path("args"), inputs);
    } else {
      call.forEach(tensor -> inputs.add(tensor.path(0).asText()));
    }
    return inputs;
  }

  /** Keras 3 nests tensors in lists as the call had them. */
  private static void histories(JsonNode node, List<String> into) {
    JsonNode history = node.path("config").path("keras_history");
    if (history.isArray()) {
      into.add(history.path(0).asText());
    } else {
      node.forEach(
          child -> {
            if (child.isContainerNode()) {
              histories(child, into);
            }
          });
    }
  }
}
