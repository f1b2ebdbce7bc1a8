package io.pollard.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A parameter layout as JSON: {@code [{"layer":"fc1","role":"weight","shape":[300,784],
 * "prunable":true}, ...]}. Offsets follow from the order.
 */
final class LayoutText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LayoutText() {}

  static String write(ParameterLayout layout) {
    ArrayNode slices = JsonNodeFactory.instance.arrayNode();
    for (Slice slice : layout.slices()) {
      ObjectNode node = slices.addObject();
      node.put("layer", slice.layer());
      node.put("role", slice.role().name().toLowerCase(Locale.ROOT));
      ArrayNode shape = node.putArray("shape");
      slice.shape().forEach(shape::add);
      node.put("prunable", slice.prunable());
    }
    return slices.toString();
  }

  /**
   * @throws IllegalArgumentException if the text is not a layout
   */
  static ParameterLayout read(String text) {
    JsonNode nodes;
    try {
      nodes = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a layout: " + e.getOriginalMessage(), e);
    }
    List<Slice> slices = new ArrayList<>();
    int offset = 0;
    for (JsonNode node : nodes) {
      List<Integer> shape = new ArrayList<>();
      node.required("shape").forEach(size -> shape.add(size.intValue()));
      Slice slice =
          new Slice(
              node.required("layer").textValue(),
              Role.valueOf(node.required("role").textValue().toUpperCase(Locale.ROOT)),
              shape,
              offset,
              node.required("prunable").booleanValue());
      slices.add(slice);
      offset = slice.end();
    }
    return new ParameterLayout(slices);
  }
}
