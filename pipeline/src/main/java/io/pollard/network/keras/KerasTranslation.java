package io.pollard.network.keras;

import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerValues;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Keras model on its way to a layer graph. */
final class KerasTranslation {
  private final GraphBuilder builder;
  private final KerasArchive archive;
  private final LayerValues values = new LayerValues();
  private final Map<String, Value> results = new HashMap<>();

  /**
   * A layer's result.
   *
   * @param node that computes it
   * @param padding zeros around it that are still to be added
   * @param flattened the image that it was, if its values are still thought to be in the order
   *     height, width, channel
   */
  record Value(String node, Padding padding, Optional<Shape> flattened) {

    static Value plain(String node) {
      return new Value(node, Padding.NONE, Optional.empty());
    }

    /** The node, where neither padding nor order matters any more. */
    String plainNode() {
      return node;
    }

    Value at(String other) {
      return new Value(other, padding, flattened);
    }
  }

  KerasTranslation(GraphBuilder builder, KerasArchive archive) {
    this.builder = builder;
    this.archive = archive;
  }

  GraphBuilder builder() {
    return builder;
  }

  /** Keras' major version. */
  int version() {
    return archive.version();
  }

  LayerValues values() {
    return values;
  }

  void put(String layer, Value value) {
    results.put(layer, value);
  }

  Value get(String layer) {
    Value value = results.get(layer);
    if (value == null) {
      throw KerasArchive.failure(
          "of this file", "layer '%s' is read before it is computed".formatted(layer));
    }
    return value;
  }

  void translate(KerasLayer layer, List<String> inputs) {
    if (inputs.isEmpty()) {
      throw layer.failure("reads nothing");
    }
    List<Value> given = inputs.stream().map(this::get).toList();
    put(layer.name(), KerasLayers.translate(layer, given, this));
  }

  Shape shape(Value value) {
    return builder.shape(value.node());
  }

  /** Draws an operation. */
  String draw(KerasLayer layer, String name, Operation operation, String... from) {
    try {
      return builder.node(name, operation, from);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw layer.failure("does not fit: " + e.getMessage());
    }
  }

  /** Remembers a layer's weights, in DL4J's order. */
  void weight(String node, Role role, float[] given) {
    values.put(node, role, given);
  }

  /** A tensor of a layer. */
  KerasArchive.Weight weight(KerasLayer layer, List<Integer> shape, String... names) {
    Map<String, KerasArchive.Weight> all = archive.weights(layer.name());
    for (String name : names) {
      KerasArchive.Weight found = all.get(name);
      if (found != null) {
        if (!found.shape().equals(shape)) {
          throw layer.failure(
              "has a %s of shape %s, which should be %s".formatted(name, found.shape(), shape));
        }
        return found;
      }
    }
    throw layer.failure("lacks its %s; the file is damaged".formatted(names[0]));
  }

  /**
   * The padding of a window: what the layer says, and zeros that a layer before was to add.
   *
   * @throws io.pollard.DataException if DL4J does not have it
   */
  Padding padding(KerasLayer layer, Value value, int[] kernel, int[] stride, int[] dilation) {
    Shape in = shape(value);
    boolean same = layer.text("padding").orElse("valid").equals("same");
    boolean padded = !value.padding().equals(Padding.NONE);
    if (same && padded) {
      throw layer.failure("pads what is padded already");
    }
    Padding padding =
        same ? io.pollard.network.Shapes.same(in, kernel, stride, dilation) : value.padding();
    if (!Dl4jNetworks.canPad(padding, in, kernel, stride, dilation)) {
      throw layer.failure(
          "pads by (top=%d, left=%d, bottom=%d, right=%d); supported is the same on opposite sides, or 'same'"
              .formatted(padding.top(), padding.left(), padding.bottom(), padding.right()));
    }
    return padding;
  }
}
