package io.pollard.network.dl4j;

import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Opaque;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** DL4J's activation functions and ours. */
final class Functions {
  private Functions() {}

  /** Our operation; empty for the identity, which is no operation. */
  static Optional<Operation> read(IActivation activation) {
    Class<?> type = activation.getClass();
    if (type == ActivationIdentity.class) {
      return Optional.empty();
    }
    if (type == ActivationReLU.class && isPlain((ActivationReLU) activation)) {
      return Optional.of(new Activation(Function.RELU, 0.0));
    }
    if (type == ActivationLReLU.class) {
      return Optional.of(
          new Activation(Function.LEAKY_RELU, ((ActivationLReLU) activation).getAlpha()));
    }
    if (type == ActivationReLU6.class) {
      return Optional.of(new Activation(Function.RELU6, 0.0));
    }
    if (type == ActivationSigmoid.class) {
      return Optional.of(new Activation(Function.SIGMOID, 0.0));
    }
    if (type == ActivationTanH.class) {
      return Optional.of(new Activation(Function.TANH, 0.0));
    }
    if (type == ActivationHardSigmoid.class) {
      return Optional.of(new Activation(Function.HARD_SIGMOID, 0.0));
    }
    return Optional.of(new Opaque(type.getSimpleName()));
  }

  private static boolean isPlain(ActivationReLU relu) {
    return relu.getMax() == null
        && (relu.getThreshold() == null || relu.getThreshold() == 0.0)
        && (relu.getNegativeSlope() == null || relu.getNegativeSlope() == 0.0);
  }

  /**
   * DL4J's function.
   *
   * @throws IllegalArgumentException if DL4J has none
   */
  static IActivation write(Activation activation) {
    return switch (activation.function()) {
      case RELU -> new ActivationReLU();
      case LEAKY_RELU -> new ActivationLReLU(activation.alpha());
      case RELU6 -> new ActivationReLU6();
      case SIGMOID -> new ActivationSigmoid();
      case TANH -> new ActivationTanH();
      case HARD_SIGMOID -> new ActivationHardSigmoid();
      case HARD_SWISH -> throw new IllegalArgumentException("DL4J has no hard swish in one piece");
    };
  }
}
