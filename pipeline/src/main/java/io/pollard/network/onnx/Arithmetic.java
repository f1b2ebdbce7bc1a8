package io.pollard.network.onnx;

import io.pollard.network.Operation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.NodeProto;

/** Sums, products and concatenations, of computed values with each other and with constants. */
final class Arithmetic {
  private Arithmetic() {}

  static void add(NodeProto node, Translation t) {
    Optional<Translation.Value> done = t.absorbed(node);
    if (done.isPresent()) {
      t.result(node, done.get());
      return;
    }
    Optional<Constant> constant = constant(node, t);
    if (constant.isEmpty()) {
      join(node, new Add(), t);
    } else if (constant.get().isSingle()) {
      single(node, new Shift(Functions.decimal(constant.get().single())), t);
    } else {
      perChannel(node, Optional.empty(), constant, t);
    }
  }

  static void subtract(NodeProto node, Translation t) {
    Optional<Constant> constant = t.find(node, 1);
    if (constant.isPresent() && constant.get().isSingle()) {
      single(node, new Shift(-Functions.decimal(constant.get().single())), t);
      return;
    }
    if (constant.isPresent() || t.find(node, 0).isPresent()) {
      throw t.failure(node, "subtracts with a constant of more than one number on one side");
    }
    String name = t.name(node);
    Translation.Value b = t.computed(node, 1);
    String minus = t.draw(node, name + ":minus", new Scale(-1.0), b.node());
    join(
        node,
        name,
        new Add(),
        List.of(t.computed(node, 0), new Translation.Value(minus, b.image())),
        t);
  }

  static void multiply(NodeProto node, Translation t) {
    Optional<Constant> constant = constant(node, t);
    if (constant.isEmpty()) {
      join(node, new Multiply(), t);
    } else if (constant.get().isSingle()) {
      single(node, new Scale(Functions.decimal(constant.get().single())), t);
    } else {
      perChannel(node, constant, Optional.empty(), t);
    }
  }

  static void divide(NodeProto node, Translation t) {
    Constant constant = t.constant(node, 1, "its divisor");
    if (!constant.isSingle() || constant.single() == 0.0) {
      throw t.failure(node, "divides by other than one number");
    }
    single(node, new Scale(1.0 / Functions.decimal(constant.single())), t);
  }

  static void concat(NodeProto node, Translation t) {
    List<Translation.Value> all = inputs(node, t);
    long axis = t.attributes(node).integer("axis", 1);
    boolean image = all.get(0).image();
    int rank = image ? 4 : 2;
    if ((axis < 0 ? axis + rank : axis) != 1) {
      throw t.failure(node, "joins along axis %d; supported are channels (1)".formatted(axis));
    }
    if (all.stream().anyMatch(v -> v.image() != image)) {
      throw t.failure(node, "joins images with vectors");
    }
    String[] from = all.stream().map(Translation.Value::node).toArray(String[]::new);
    t.result(node, t.draw(node, t.name(node), new Concat(), from), image);
  }

  /** The constant among two inputs. */
  private static Optional<Constant> constant(NodeProto node, Translation t) {
    return node.getInputCount() == 2 ? t.find(node, 0).or(() -> t.find(node, 1)) : Optional.empty();
  }

  private static Translation.Value other(NodeProto node, Translation t) {
    return t.isComputed(node, 0) ? t.computed(node, 0) : t.computed(node, 1);
  }

  /** An operation with one number. */
  private static void single(NodeProto node, Operation operation, Translation t) {
    Translation.Value x = other(node, t);
    t.result(node, t.draw(node, t.name(node), operation, x.node()), x.image());
  }

  /** One factor or summand per channel: a depthwise convolution with windows of one pixel. */
  private static void perChannel(
      NodeProto node, Optional<Constant> factors, Optional<Constant> summands, Translation t) {
    Translation.Value x = other(node, t);
    int channels = t.shape(x).channels();
    Constant given = factors.or(() -> summands).orElseThrow();
    if (!x.image() || !Biases.isPerChannel(given, channels, true)) {
      throw t.failure(
          node,
          "combines a value of shape %s with a constant of shape %s; supported are one number, or one per channel of an image"
              .formatted(t.shape(x), given.dims()));
    }
    String name = t.name(node);
    Convolution c =
        new Convolution(
            channels, channels, 1, 1, 1, 1, Padding.NONE, 1, 1, channels, summands.isPresent());
    t.draw(node, name, c, x.node());
    float[] ones = new float[channels];
    Arrays.fill(ones, 1.0f);
    t.weight(name, Role.WEIGHT, factors.map(Constant::floats).orElse(ones));
    summands.ifPresent(s -> t.weight(name, Role.BIAS, s.floats()));
    t.result(node, name, true);
  }

  private static List<Translation.Value> inputs(NodeProto node, Translation t) {
    List<Translation.Value> all = new ArrayList<>();
    for (int i = 0; i < node.getInputCount(); i++) {
      all.add(t.computed(node, i));
    }
    if (all.isEmpty()) {
      throw t.failure(node, "reads nothing");
    }
    return all;
  }

  private static void join(NodeProto node, Operation operation, Translation t) {
    join(node, t.name(node), operation, inputs(node, t), t);
  }

  /** Of several computed values; one pixel per channel is repeated where others are larger. */
  private static void join(
      NodeProto node,
      String name,
      Operation operation,
      List<Translation.Value> values,
      Translation t) {
    boolean image = values.stream().anyMatch(Translation.Value::image);
    Shape largest = t.shape(values.get(0));
    for (Translation.Value value : values) {
      largest = t.shape(value).isVector() ? largest : t.shape(value);
      if (value.image() != image) {
        throw t.failure(node, "combines an image with a vector");
      }
    }
    String[] from = new String[values.size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = values.get(i).node();
      if (t.shape(values.get(i)).isVector() && !largest.isVector()) {
        String repeated = name + ":broadcast" + (i < 2 ? "" : ":" + i);
        Broadcast broadcast = new Broadcast(largest.height(), largest.width());
        from[i] = t.draw(node, repeated, broadcast, from[i]);
      }
    }
    t.result(node, t.draw(node, name, operation, from), image);
  }
}
