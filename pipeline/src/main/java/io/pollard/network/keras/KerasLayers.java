package io.pollard.network.keras;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The layers of Keras that can be imported; those with weights are in {@link KerasWeighted}. */
final class KerasLayers {
  /** Draws a layer and says what its result is. */
  interface Translator {
    KerasTranslation.Value translate(
        KerasLayer layer, List<KerasTranslation.Value> inputs, KerasTranslation t);
  }

  private static final Map<String, Translator> ALL =
      Map.ofEntries(
          entry("Activation", KerasLayers::activation),
          entry("Add", (layer, in, t) -> join(layer, new Add(), in, t)),
          entry("AveragePooling2D", (layer, in, t) -> pool(layer, false, in.get(0), t)),
          entry("BatchNormalization", KerasWeighted::batchNorm),
          entry("Concatenate", KerasLayers::concat),
          entry("Conv2D", KerasWeighted::convolution),
          entry("Dense", KerasWeighted::dense),
          entry("DepthwiseConv2D", KerasWeighted::depthwise),
          entry("Dropout", KerasLayers::dropout),
          entry("Flatten", KerasLayers::flatten),
          entry("GlobalAveragePooling2D", (layer, in, t) -> global(layer, false, in.get(0), t)),
          entry("GlobalMaxPooling2D", (layer, in, t) -> global(layer, true, in.get(0), t)),
          entry("Identity", (layer, in, t) -> in.get(0)),
          entry("LeakyReLU", KerasLayers::leakyRelu),
          entry("MaxPooling2D", (layer, in, t) -> pool(layer, true, in.get(0), t)),
          entry("Multiply", (layer, in, t) -> join(layer, new Multiply(), in, t)),
          entry("ReLU", KerasLayers::relu),
          entry("Rescaling", KerasLayers::rescaling),
          entry("Reshape", KerasLayers::reshape),
          entry("SeparableConv2D", KerasWeighted::separable),
          entry(
              "Softmax",
              (layer, in, t) -> KerasFunctions.apply("softmax", layer, in.get(0), layer.name(), t)),
          entry("ZeroPadding2D", KerasLayers::zeroPadding));

  private KerasLayers() {}

  static boolean isKnown(String type) {
    return ALL.containsKey(type);
  }

  /** Names of all, for people. */
  static String names() {
    return String.join(", ", new TreeSet<>(ALL.keySet()));
  }

  static KerasTranslation.Value translate(
      KerasLayer layer, List<KerasTranslation.Value> inputs, KerasTranslation t) {
    Translator translator = ALL.get(layer.type());
    if (translator == null) {
      throw layer.failure("is not supported");
    }
    boolean padded =
        inputs.stream().anyMatch(value -> !value.padding().equals(Padding.NONE))
            && !layer.type().endsWith("Conv2D")
            && !layer.type().equals("MaxPooling2D");
    if (padded) {
      throw layer.failure("reads a padded image; supported are convolutions and max pooling");
    }
    return translator.translate(layer, inputs, t);
  }

  private static KerasTranslation.Value activation(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    String function = layer.text("activation").orElse("linear");
    return KerasFunctions.apply(function, layer, in.get(0), layer.name(), t);
  }

  private static KerasTranslation.Value relu(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    JsonNode most = layer.config().path("max_value");
    double slope = layer.number("negative_slope", 0.0);
    boolean six = most.isNumber() && most.asDouble() == 6.0;
    boolean plain = most.isMissingNode() || most.isNull();
    if (layer.number("threshold", 0.0) != 0.0 || !(plain || six) || (six && slope != 0.0)) {
      throw layer.failure("has max_value %s; supported are none and 6".formatted(most));
    }
    Activation activation =
        six
            ? new Activation(Function.RELU6, 0.0)
            : new Activation(slope == 0.0 ? Function.RELU : Function.LEAKY_RELU, slope);
    return one(layer, activation, in.get(0), t);
  }

  private static KerasTranslation.Value leakyRelu(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    double slope = layer.number("negative_slope", layer.number("alpha", 0.3));
    // Keras 2 writes floats as they are in binary.
    double decimal = Double.parseDouble(Float.toString((float) slope));
    return one(layer, new Activation(Function.LEAKY_RELU, decimal), in.get(0), t);
  }

  private static KerasTranslation.Value dropout(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    double rate = layer.number("rate", 0.0);
    if (!(rate >= 0.0 && rate < 1.0)) {
      throw layer.failure("drops a share of " + rate);
    }
    return rate == 0.0 ? in.get(0) : one(layer, new Dropout(rate), in.get(0), t);
  }

  private static KerasTranslation.Value rescaling(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    if (!layer.config().path("scale").isNumber() || layer.config().path("offset").isArray()) {
      throw layer.failure("scales channels differently; supported is one number");
    }
    List<Operation> operations = new ArrayList<>();
    operations.add(new Scale(layer.number("scale", 1.0)));
    if (layer.number("offset", 0.0) != 0.0) {
      operations.add(new Shift(layer.number("offset", 0.0)));
    }
    return KerasFunctions.chain(operations, layer, in.get(0), layer.name(), t);
  }

  private static KerasTranslation.Value one(
      KerasLayer layer, Operation operation, KerasTranslation.Value in, KerasTranslation t) {
    return in.at(t.draw(layer, layer.name(), operation, in.node()));
  }

  private static KerasTranslation.Value pool(
      KerasLayer layer, boolean max, KerasTranslation.Value in, KerasTranslation t) {
    int[] kernel = layer.pair("pool_size", 2);
    JsonNode strides = layer.config().path("strides");
    int[] stride = strides.isNull() || strides.isMissingNode() ? kernel : layer.pair("strides", 2);
    if (!in.padding().equals(Padding.NONE) && !isNeverNegative(in, t)) {
      throw layer.failure("takes the maximum of zeros that were put around values below zero");
    }
    Padding p = t.padding(layer, in, kernel, stride, new int[] {1, 1});
    Pooling pooling = new Pooling(max, kernel[0], kernel[1], stride[0], stride[1], p, false);
    return KerasTranslation.Value.plain(t.draw(layer, layer.name(), pooling, in.node()));
  }

  private static boolean isNeverNegative(KerasTranslation.Value value, KerasTranslation t) {
    return t.builder().graph().nodes().stream()
        .filter(node -> node.name().equals(value.node()))
        .anyMatch(
            node ->
                node.operation() instanceof Activation a
                    && (a.function() == Function.RELU || a.function() == Function.RELU6));
  }

  private static KerasTranslation.Value global(
      KerasLayer layer, boolean max, KerasTranslation.Value in, KerasTranslation t) {
    return KerasTranslation.Value.plain(
        t.draw(layer, layer.name(), new GlobalPooling(max), in.node()));
  }

  private static KerasTranslation.Value zeroPadding(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    JsonNode node = layer.config().path("padding");
    int[][] sides = new int[2][2];
    for (int axis = 0; axis < 2; axis++) {
      JsonNode of = node.isArray() ? node.path(axis) : node;
      for (int side = 0; side < 2; side++) {
        sides[axis][side] = (of.isArray() ? of.path(side) : of).asInt(-1);
        if (sides[axis][side] < 0 || sides[axis][side] > 1 << 20) {
          throw layer.failure("pads by " + node);
        }
      }
    }
    return new KerasTranslation.Value(
        in.get(0).node(),
        new Padding(sides[0][0], sides[1][0], sides[0][1], sides[1][1]),
        Optional.empty());
  }

  private static KerasTranslation.Value flatten(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    Shape shape = t.shape(in.get(0));
    if (shape.isVector()) {
      return in.get(0);
    }
    String node = t.draw(layer, layer.name(), new Flatten(), in.get(0).node());
    return new KerasTranslation.Value(
        node, Padding.NONE, layer.channelsFirst() ? Optional.empty() : Optional.of(shape));
  }

  /** A pixel per channel stays what it is, whatever axes of 1 it has. */
  private static KerasTranslation.Value reshape(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    List<Integer> target = new ArrayList<>();
    layer.config().path("target_shape").forEach(size -> target.add(size.asInt()));
    Shape shape = t.shape(in.get(0));
    long others = target.stream().filter(size -> size != 1).count();
    boolean same = target.contains(shape.channels()) || target.contains(-1);
    if (!shape.isVector() || others != 1 || !same) {
      throw layer.failure(
          "gives shape %s the shape %s; supported are vectors and images of one pixel"
              .formatted(shape, target));
    }
    return in.get(0);
  }

  private static KerasTranslation.Value concat(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    boolean vectors = in.stream().allMatch(value -> t.shape(value).isVector());
    int axis = layer.integer("axis", -1);
    boolean channels =
        axis == -1 || axis == (layer.channelsFirst() ? 1 : 3) || (vectors && axis == 1);
    boolean ordered = in.stream().anyMatch(value -> value.flattened().isPresent());
    if (!channels || ordered) {
      throw layer.failure(
          ordered
              ? "joins flattened images; supported are images and vectors"
              : "joins along axis %d; supported are channels".formatted(axis));
    }
    String[] from = in.stream().map(KerasTranslation.Value::node).toArray(String[]::new);
    return KerasTranslation.Value.plain(t.draw(layer, layer.name(), new Concat(), from));
  }

  /** Of several; one pixel per channel is repeated where others are larger. */
  private static KerasTranslation.Value join(
      KerasLayer layer, Operation operation, List<KerasTranslation.Value> in, KerasTranslation t) {
    Shape largest = t.shape(in.get(0));
    for (KerasTranslation.Value value : in) {
      largest = t.shape(value).isVector() ? largest : t.shape(value);
      if (!value.flattened().equals(in.get(0).flattened())) {
        throw layer.failure("combines flattened images of different shapes");
      }
    }
    String[] from = new String[in.size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = in.get(i).node();
      if (t.shape(in.get(i)).isVector() && !largest.isVector()) {
        String repeated = layer.name() + ":broadcast" + (i < 2 ? "" : ":" + i);
        Broadcast broadcast = new Broadcast(largest.height(), largest.width());
        from[i] = t.draw(layer, repeated, broadcast, from[i]);
      }
    }
    return in.get(0).at(t.draw(layer, layer.name(), operation, from));
  }
}
