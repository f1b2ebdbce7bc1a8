package io.pollard.network.keras;

import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import java.util.List;

/** Keras' activations by name. */
final class KerasFunctions {
  /** Keras' slope where only the name is given. */
  private static final double LEAKY = 0.2;

  private KerasFunctions() {}

  /**
   * Applies a function.
   *
   * @param name of the last node; the value itself is given back for the identity
   */
  static KerasTranslation.Value apply(
      String function,
      KerasLayer layer,
      KerasTranslation.Value in,
      String name,
      KerasTranslation t) {
    Activation relu6 = new Activation(Function.RELU6, 0.0);
    return switch (function) {
      case "linear" -> in;
      case "relu" -> chain(List.of(new Activation(Function.RELU, 0.0)), layer, in, name, t);
      case "relu6" -> chain(List.of(relu6), layer, in, name, t);
      case "leaky_relu" ->
          chain(List.of(new Activation(Function.LEAKY_RELU, LEAKY)), layer, in, name, t);
      case "sigmoid" -> chain(List.of(new Activation(Function.SIGMOID, 0.0)), layer, in, name, t);
      case "tanh" -> chain(List.of(new Activation(Function.TANH, 0.0)), layer, in, name, t);
      case "hard_swish", "hard_silu" ->
          chain(List.of(new Activation(Function.HARD_SWISH, 0.0)), layer, in, name, t);
      // Keras 3 has another slope than Keras 2.
      case "hard_sigmoid" ->
          t.version() < 3
              ? chain(List.of(new Activation(Function.HARD_SIGMOID, 0.0)), layer, in, name, t)
              : chain(List.of(new Shift(3.0), relu6, new Scale(1.0 / 6.0)), layer, in, name, t);
      case "swish", "silu" -> {
        String gate =
            t.draw(layer, name + ":sigmoid", new Activation(Function.SIGMOID, 0.0), in.node());
        yield in.at(t.draw(layer, name, new Multiply(), in.node(), gate));
      }
      case "softmax" -> {
        if (!t.shape(in).isVector()) {
          throw layer.failure("is a softmax over an image; supported is one of all classes");
        }
        if (in.flattened().isPresent()) {
          throw layer.failure("is a softmax over a flattened image");
        }
        yield in.at(t.draw(layer, name, new SoftmaxCrossEntropy(), in.node()));
      }
      default ->
          throw layer.failure(
              "applies '%s'; supported are linear, relu, relu6, leaky_relu, sigmoid, tanh, hard_sigmoid, hard_swish, hard_silu, swish, silu, softmax"
                  .formatted(function));
    };
  }

  /** Operations one behind the other; the last bears the name. */
  static KerasTranslation.Value chain(
      List<Operation> operations,
      KerasLayer layer,
      KerasTranslation.Value in,
      String name,
      KerasTranslation t) {
    String at = in.node();
    for (int i = 0; i < operations.size(); i++) {
      boolean last = i + 1 == operations.size();
      at = t.draw(layer, last ? name : name + ":" + i, operations.get(i), at);
    }
    return in.at(at);
  }
}
