package io.pollard.prune.derivative;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Role;
import io.pollard.prune.derivative.Trace.Power;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** From derivatives at a node's result to those at one of its inputs, operation by operation. */
final class Backward {
  private final Network network;
  private final float[] weights;
  private final Power power;
  private final int examples;
  private final Function<String, float[]> values;

  /**
   * @param values of a node by its name
   */
  Backward(
      Network network,
      float[] weights,
      Power power,
      int examples,
      Function<String, float[]> values) {
    this.network = network;
    this.weights = weights;
    this.power = power;
    this.examples = examples;
    this.values = values;
  }

  /**
   * Adds what a node passes back to one of its inputs.
   *
   * @param index of the input
   * @param x values of that input
   * @param y values of the node
   * @param from derivatives at the node's result
   * @param to derivatives at the input, added to
   */
  void add(Node node, int index, Node input, float[] x, float[] y, float[] from, float[] to) {
    Operation operation = node.operation();
    if (operation instanceof Convolution || operation instanceof Dense) {
      WeightedLayer.of(network, node, input.output()).back(weights, power, examples, from, to);
    } else if (operation instanceof Activation a) {
      for (int i = 0; i < to.length; i++) {
        to[i] += from[i] * power.of(slope(a, x[i], y[i]));
      }
    } else if (operation instanceof BatchNorm b) {
      batchNorm(node, b, from, to);
    } else if (operation instanceof Pooling p) {
      new Windows(p, input.output(), node.output()).back(power, examples, x, from, to);
    } else if (operation instanceof GlobalPooling p) {
      Windows.whole(p, input.output()).back(power, examples, x, from, to);
    } else if (operation instanceof Concat) {
      concat(node, index, input, from, to);
    } else if (operation instanceof Channels c) {
      channels(node, c, input, from, to);
    } else if (operation instanceof Broadcast b) {
      broadcast(b, from, to);
    } else if (operation instanceof Multiply) {
      product(node, index, from, to);
    } else {
      float factor = operation instanceof Scale s ? power.of((float) s.factor()) : 1.0f;
      for (int i = 0; i < to.length; i++) {
        to[i] += factor * from[i];
      }
    }
  }

  /** gamma / sqrt(variance + epsilon), per channel. */
  private void batchNorm(Node node, BatchNorm b, float[] from, float[] to) {
    int gamma = network.layout().find(node.name(), Role.GAMMA).orElseThrow().offset();
    int variance = network.layout().find(node.name(), Role.VARIANCE).orElseThrow().offset();
    int pixels = node.output().height() * node.output().width();
    int at = 0;
    for (int n = 0; n < examples; n++) {
      for (int c = 0; c < b.channels(); c++) {
        double scale = weights[gamma + c] / Math.sqrt(weights[variance + c] + b.epsilon());
        float factor = power.of((float) scale);
        for (int end = at + pixels; at < end; at++) {
          to[at] += factor * from[at];
        }
      }
    }
  }

  private void concat(Node node, int index, Node input, float[] from, float[] to) {
    Map<String, Node> nodes = network.graph().byName();
    int before = 0;
    for (String name : node.inputs().subList(0, index)) {
      before += Objects.requireNonNull(nodes.get(name)).output().size();
    }
    int size = input.output().size();
    for (int n = 0; n < examples; n++) {
      int start = n * node.output().size() + before;
      for (int i = 0; i < size; i++) {
        to[n * size + i] += from[start + i];
      }
    }
  }

  private void channels(Node node, Channels channels, Node input, float[] from, float[] to) {
    int before = channels.from() * input.output().height() * input.output().width();
    int size = node.output().size();
    for (int n = 0; n < examples; n++) {
      int start = n * input.output().size() + before;
      for (int i = 0; i < size; i++) {
        to[start + i] += from[n * size + i];
      }
    }
  }

  /** What each copy passes back, added up. */
  private static void broadcast(Broadcast broadcast, float[] from, float[] to) {
    int pixels = broadcast.height() * broadcast.width();
    for (int i = 0; i < to.length; i++) {
      for (int at = i * pixels; at < (i + 1) * pixels; at++) {
        to[i] += from[at];
      }
    }
  }

  /** The derivative by one factor is the product of the others. */
  private void product(Node node, int index, float[] from, float[] to) {
    float[] others = new float[to.length];
    Arrays.fill(others, 1.0f);
    for (int k = 0; k < node.inputs().size(); k++) {
      if (k != index) {
        float[] other = values.apply(node.inputs().get(k));
        for (int i = 0; i < others.length; i++) {
          others[i] *= other[i];
        }
      }
    }
    for (int i = 0; i < to.length; i++) {
      to[i] += power.of(others[i]) * from[i];
    }
  }

  /** dy/dx; 0 at the kink of a ReLU. */
  private static float slope(Activation a, float x, float y) {
    return switch (a.function()) {
      case RELU -> x > 0.0f ? 1.0f : 0.0f;
      case LEAKY_RELU -> x > 0.0f ? 1.0f : (float) a.alpha();
      case RELU6 -> x > 0.0f && x < 6.0f ? 1.0f : 0.0f;
      case SIGMOID -> y * (1.0f - y);
      case TANH -> 1.0f - y * y;
      case HARD_SIGMOID -> y > 0.0f && y < 1.0f ? 0.2f : 0.0f;
      case HARD_SWISH -> x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : x / 3.0f + 0.5f;
    };
  }
}
