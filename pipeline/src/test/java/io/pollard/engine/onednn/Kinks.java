package io.pollard.engine.onednn;

import io.pollard.engine.Batch;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Whether a network is so near to a point where its gradient jumps that rounding decides on which
 * side it is: a unit near the edge of its function, or two candidates of a maximum close together.
 */
final class Kinks {
  private static final double NEAR = 2e-5;

  private final Network network;
  private final Reference reference;
  private final int batch;

  private Kinks(Network network, Reference reference, int batch) {
    this.network = network;
    this.reference = reference;
    this.batch = batch;
  }

  /**
   * Whether one is near.
   *
   * @param training whether batch norm takes the batch's statistics
   */
  static boolean near(Network network, float[] parameters, Batch data, boolean training) {
    Reference reference = new Reference(network, data.size(), training, 0, 0L);
    double[] values = new double[parameters.length];
    Arrays.setAll(values, i -> parameters[i]);
    reference.forward(values, data.features());
    return new Kinks(network, reference, data.size()).near();
  }

  private boolean near() {
    Map<String, Node> byName = network.graph().byName();
    for (Node node : network.graph().nodes()) {
      if (node.inputs().isEmpty()) {
        continue;
      }
      double[] x = reference.value(node.inputs().get(0));
      Shape in = byName.get(node.inputs().get(0)).output();
      boolean near;
      if (node.operation() instanceof Activation activation) {
        near = nearEdge(activation, x);
      } else if (node.operation() instanceof Pooling pooling) {
        near = pooling.max() && nearTie(pooling, x, in, node.output());
      } else {
        near = node.operation() instanceof GlobalPooling pooling && pooling.max() && nearTie(x, in);
      }
      if (near) {
        return true;
      }
    }
    return false;
  }

  private static boolean nearEdge(Activation activation, double[] x) {
    List<Double> edges =
        switch (activation.function()) {
          case RELU, LEAKY_RELU -> List.of(0.0);
          case RELU6 -> List.of(0.0, 6.0);
          case HARD_SIGMOID -> List.of(-2.5, 2.5);
          case HARD_SWISH -> List.of(-3.0, 3.0);
          case SIGMOID, TANH -> List.of();
        };
    double near = NEAR * scale(x);
    return Arrays.stream(x)
        .anyMatch(v -> v != 0.0 && edges.stream().anyMatch(edge -> Math.abs(v - edge) < near));
  }

  private boolean nearTie(Pooling p, double[] x, Shape in, Shape out) {
    for (int plane = 0; plane < batch * in.channels(); plane++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          int top = row * p.strideHeight() - p.padding().top();
          int left = column * p.strideWidth() - p.padding().left();
          Highest highest = new Highest();
          for (int i = Math.max(0, top); i < Math.min(in.height(), top + p.kernelHeight()); i++) {
            for (int j = Math.max(0, left); j < Math.min(in.width(), left + p.kernelWidth()); j++) {
              highest.see(x[(plane * in.height() + i) * in.width() + j]);
            }
          }
          if (highest.isClose(NEAR * scale(x))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean nearTie(double[] x, Shape in) {
    int pixels = in.height() * in.width();
    double near = NEAR * scale(x);
    for (int plane = 0; plane < batch * in.channels(); plane++) {
      Highest highest = new Highest();
      for (int i = 0; i < pixels; i++) {
        highest.see(x[plane * pixels + i]);
      }
      if (highest.isClose(near)) {
        return true;
      }
    }
    return false;
  }

  private static double scale(double[] x) {
    return Arrays.stream(x).map(Math::abs).max().orElse(0.0);
  }

  /** The two highest values; equal ones are exact, zeros behind a ReLU, and no matter. */
  private static final class Highest {
    private double first = Double.NEGATIVE_INFINITY;
    private double second = Double.NEGATIVE_INFINITY;

    void see(double v) {
      if (v > first) {
        second = first;
        first = v;
      } else if (v > second && v < first) {
        second = v;
      }
    }

    boolean isClose(double near) {
      return first - second < near;
    }
  }
}
