package io.pollard.network.onnx;

import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.NodeProto;

/** Element-wise functions. What DL4J lacks is put together from shifts, scales and ReLU6. */
final class Functions {
  /** Numbers that were written as floats are taken for the round ones they stand for. */
  private static final double ROUNDING = 1e-6;

  /** Frameworks write "no border" as the largest float. */
  private static final double NO_BORDER = 1e38;

  private Functions() {}

  static void plain(NodeProto node, Function function, Translation t) {
    chain(node, List.of(new Activation(function, 0.0)), t);
  }

  static void leakyRelu(NodeProto node, Translation t) {
    double alpha = decimal(t.attributes(node).number("alpha", 0.01));
    chain(node, List.of(new Activation(Function.LEAKY_RELU, alpha)), t);
  }

  /** {@code max(0, min(1, alpha x + beta))}; DL4J knows alpha = 0.2 and beta = 0.5. */
  static void hardSigmoid(NodeProto node, Translation t) {
    double alpha = decimal(t.attributes(node).number("alpha", 0.2));
    double beta = decimal(t.attributes(node).number("beta", 0.5));
    if (alpha == 0.2 && beta == 0.5) {
      plain(node, Function.HARD_SIGMOID, t);
      return;
    }
    List<Operation> operations = new ArrayList<>();
    scale(operations, 6.0 * alpha);
    shift(operations, 6.0 * beta);
    operations.add(new Activation(Function.RELU6, 0.0));
    scale(operations, 1.0 / 6.0);
    chain(node, operations, t);
  }

  /** Borders are attributes up to opset 10, inputs from 11 on; either may be missing. */
  static void clip(NodeProto node, Translation t) {
    double low = border(node, "min", 1, Double.NEGATIVE_INFINITY, t);
    double high = border(node, "max", 2, Double.POSITIVE_INFINITY, t);
    if (!(low < high)) {
      throw t.failure(node, "clips to [%s, %s]".formatted(low, high));
    }
    Activation relu = new Activation(Function.RELU, 0.0);
    List<Operation> operations = new ArrayList<>();
    if (Double.isFinite(low) && Double.isFinite(high)) {
      shift(operations, -low);
      scale(operations, 6.0 / (high - low));
      operations.add(new Activation(Function.RELU6, 0.0));
      scale(operations, (high - low) / 6.0);
      shift(operations, low);
    } else if (Double.isFinite(low)) {
      shift(operations, -low);
      operations.add(relu);
      shift(operations, low);
    } else if (Double.isFinite(high)) {
      operations.add(new Scale(-1.0));
      shift(operations, high);
      operations.add(relu);
      operations.add(new Scale(-1.0));
      shift(operations, high);
    }
    chain(node, operations, t);
  }

  private static double border(
      NodeProto node, String name, int input, double otherwise, Translation t) {
    double border = otherwise;
    if (t.has(node, input)) {
      Constant given = t.constant(node, input, "a border");
      if (!given.isSingle()) {
        throw t.failure(node, "clips each value by another border");
      }
      border = given.single();
    } else if (t.attributes(node).find(name).isPresent()) {
      border = t.attributes(node).number(name, otherwise);
    }
    return Math.abs(border) >= NO_BORDER ? otherwise : decimal(border);
  }

  /** The share that is dropped while training is an attribute up to opset 11, then an input. */
  static void dropout(NodeProto node, Translation t) {
    double drop =
        t.has(node, 1)
            ? t.constant(node, 1, "its ratio").values()[0]
            : t.attributes(node).number("ratio", 0.5);
    if (!(drop >= 0.0 && drop < 1.0)) {
      throw t.failure(node, "drops a share of %s".formatted(drop));
    }
    chain(node, drop == 0.0 ? List.of() : List.of(new Dropout(decimal(drop))), t);
  }

  /** Operations one behind the other; the last bears the node's name. */
  static void chain(NodeProto node, List<Operation> operations, Translation t) {
    Translation.Value x = t.computed(node, 0);
    String at = x.node();
    if (!operations.isEmpty()) {
      String name = t.name(node);
      for (int i = 0; i < operations.size(); i++) {
        boolean last = i + 1 == operations.size();
        at = t.draw(node, last ? name : name + ":" + i, operations.get(i), at);
      }
    }
    t.result(node, at, x.image());
  }

  static void scale(List<Operation> operations, double factor) {
    if (Math.abs(factor - 1.0) > ROUNDING) {
      operations.add(new Scale(factor));
    }
  }

  private static void shift(List<Operation> operations, double amount) {
    double whole = Math.rint(amount);
    double rounded = Math.abs(amount - whole) < ROUNDING ? whole : amount;
    if (rounded != 0.0) {
      operations.add(new Shift(rounded));
    }
  }

  /** The shortest decimal that is this float. */
  static double decimal(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }
}
