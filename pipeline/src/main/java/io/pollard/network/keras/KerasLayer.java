package io.pollard.network.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.pollard.DataException;
import java.util.List;
import java.util.Optional;

/**
 * A layer as Keras describes it.
 *
 * @param model for messages
 * @param type its class
 * @param inputs names of the layers that it reads
 */
record KerasLayer(String model, String name, String type, JsonNode config, List<String> inputs) {

  /** Height and width. */
  int[] pair(String key, int otherwise) {
    JsonNode node = config.path(key);
    if (node.isInt()) {
      return new int[] {positive(key, node), positive(key, node)};
    }
    if (node.isArray() && node.size() == 2) {
      return new int[] {positive(key, node.get(0)), positive(key, node.get(1))};
    }
    return new int[] {otherwise, otherwise};
  }

  private int positive(String key, JsonNode node) {
    int value = node.asInt(0);
    if (value < 1 || value > 1 << 20) {
      throw failure("gives %s the value %s".formatted(key, node));
    }
    return value;
  }

  int integer(String key, int otherwise) {
    return config.path(key).asInt(otherwise);
  }

  double number(String key, double otherwise) {
    return config.path(key).asDouble(otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    return config.path(key).asBoolean(otherwise);
  }

  /** A text, or the name of the object that stands in its place. */
  Optional<String> text(String key) {
    JsonNode node = config.path(key);
    if (node.isObject()) {
      JsonNode inner = node.path("config");
      return Optional.of(inner.isTextual() ? inner.asText() : node.path("class_name").asText());
    }
    return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
  }

  boolean channelsFirst() {
    return text("data_format").orElse("channels_last").equals("channels_first");
  }

  DataException failure(String why) {
    return KerasArchive.failure(model, "layer '%s' (%s) %s".formatted(name, type, why));
  }
}
