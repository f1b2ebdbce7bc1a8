package io.pollard.network.dl4j;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
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
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a layer graph on one example, in inference, as its definition reads. For tests. */
public final class Interpreter {
  private final Network network;
  private final float[] parameters;
  private final Map<String, double[]> values = new HashMap<>();

  private Interpreter(Network network, float[] parameters) {
    this.network = network;
    this.parameters = parameters;
  }

  /** Values of all nodes by name; those of the loss are probabilities. */
  public static Map<String, double[]> run(Network network, float[] parameters, double[] input) {
    Interpreter interpreter = new Interpreter(network, parameters);
    for (Node node : network.graph().nodes()) {
      interpreter.values.put(node.name(), interpreter.compute(node, input));
    }
    return interpreter.values;
  }

  private double[] compute(Node node, double[] input) {
    Operation operation = node.operation();
    if (operation instanceof Operation.Input) {
      return input;
    }
    double[] first = values.get(node.inputs().get(0));
    Shape given = shape(node.inputs().get(0));
    if (operation instanceof Convolution c) {
      return convolution(node, c, first, given);
    }
    if (operation instanceof Dense d) {
      return dense(node, d, first);
    }
    if (operation instanceof BatchNorm b) {
      return batchNorm(node, b, first, given);
    }
    if (operation instanceof Pooling p) {
      return pooling(p, first, given);
    }
    if (operation instanceof GlobalPooling p) {
      Pooling whole =
          new Pooling(p.max(), given.height(), given.width(), 1, 1, Operation.Padding.NONE, false);
      return pooling(whole, first, given);
    }
    if (operation instanceof Activation a) {
      return Arrays.stream(first).map(x -> function(a, x)).toArray();
    }
    if (operation instanceof Scale s) {
      return Arrays.stream(first).map(x -> x * s.factor()).toArray();
    }
    if (operation instanceof Shift s) {
      return Arrays.stream(first).map(x -> x + s.amount()).toArray();
    }
    if (operation instanceof Multiply) {
      double[] product = new double[first.length];
      Arrays.fill(product, 1.0);
      node.inputs().forEach(name -> Arrays.setAll(product, i -> product[i] * values.get(name)[i]));
      return product;
    }
    if (operation instanceof Channels c) {
      int pixels = given.height() * given.width();
      return Arrays.copyOfRange(first, c.from() * pixels, c.to() * pixels);
    }
    if (operation instanceof Broadcast b) {
      int pixels = b.height() * b.width();
      double[] image = new double[first.length * pixels];
      Arrays.setAll(image, i -> first[i / pixels]);
      return image;
    }
    if (operation instanceof Add) {
      double[] sum = new double[first.length];
      node.inputs().forEach(name -> Arrays.setAll(sum, i -> sum[i] + values.get(name)[i]));
      return sum;
    }
    if (operation instanceof Concat) {
      return node.inputs().stream().flatMapToDouble(n -> Arrays.stream(values.get(n))).toArray();
    }
    if (operation instanceof SoftmaxCrossEntropy) {
      double greatest = Arrays.stream(first).max().orElseThrow();
      double total = Arrays.stream(first).map(x -> Math.exp(x - greatest)).sum();
      return Arrays.stream(first).map(x -> Math.exp(x - greatest) / total).toArray();
    }
    return first;
  }

  private Shape shape(String name) {
    return network.graph().byName().get(name).output();
  }

  private double at(Node node, Role role, int index) {
    Slice slice = network.layout().find(node.name(), role).orElseThrow();
    return parameters[slice.offset() + index];
  }

  private double bias(Node node, int index) {
    Optional<Slice> slice = network.layout().find(node.name(), Role.BIAS);
    return slice.isPresent() ? parameters[slice.get().offset() + index] : 0.0;
  }

  private double kernel(Node node, Convolution c, int out, int in, int row, int column) {
    List<Integer> shape = network.layout().find(node.name(), Role.WEIGHT).orElseThrow().shape();
    if (c.groups() == 1) {
      int index = ((out * shape.get(1) + in) * c.kernelHeight() + row) * c.kernelWidth() + column;
      return at(node, Role.WEIGHT, index);
    }
    int multiplier = c.nOut() / c.groups();
    int channel = out / multiplier;
    int index =
        ((row * c.kernelWidth() + column) * c.nIn() + channel) * multiplier + out % multiplier;
    return at(node, Role.WEIGHT, index);
  }

  private double[] convolution(Node node, Convolution c, double[] x, Shape given) {
    Shape output = node.output();
    double[] y = new double[output.size()];
    int perGroup = c.nIn() / c.groups();
    for (int out = 0; out < c.nOut(); out++) {
      int group = out / (c.nOut() / c.groups());
      for (int i = 0; i < output.height(); i++) {
        for (int j = 0; j < output.width(); j++) {
          double sum = bias(node, out);
          for (int in = 0; in < perGroup; in++) {
            for (int row = 0; row < c.kernelHeight(); row++) {
              for (int column = 0; column < c.kernelWidth(); column++) {
                int h = i * c.strideHeight() - c.padding().top() + row * c.dilationHeight();
                int w = j * c.strideWidth() - c.padding().left() + column * c.dilationWidth();
                if (h >= 0 && w >= 0 && h < given.height() && w < given.width()) {
                  sum +=
                      x[((group * perGroup + in) * given.height() + h) * given.width() + w]
                          * kernel(node, c, out, in, row, column);
                }
              }
            }
          }
          y[(out * output.height() + i) * output.width() + j] = sum;
        }
      }
    }
    return y;
  }

  private double[] dense(Node node, Dense d, double[] x) {
    double[] y = new double[d.nOut()];
    for (int out = 0; out < y.length; out++) {
      y[out] = bias(node, out);
      for (int in = 0; in < d.nIn(); in++) {
        y[out] += at(node, Role.WEIGHT, out * d.nIn() + in) * x[in];
      }
    }
    return y;
  }

  private double[] batchNorm(Node node, BatchNorm b, double[] x, Shape given) {
    double[] y = new double[x.length];
    int pixels = given.height() * given.width();
    for (int i = 0; i < y.length; i++) {
      int channel = i / pixels;
      y[i] =
          at(node, Role.GAMMA, channel)
                  * (x[i] - at(node, Role.MEAN, channel))
                  / Math.sqrt(at(node, Role.VARIANCE, channel) + b.epsilon())
              + at(node, Role.BETA, channel);
    }
    return y;
  }

  private static double[] pooling(Pooling p, double[] x, Shape given) {
    int rows =
        (given.height() + p.padding().top() + p.padding().bottom() - p.kernelHeight())
                / p.strideHeight()
            + 1;
    int columns =
        (given.width() + p.padding().left() + p.padding().right() - p.kernelWidth())
                / p.strideWidth()
            + 1;
    double[] y = new double[given.channels() * rows * columns];
    for (int channel = 0; channel < given.channels(); channel++) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double most = Double.NEGATIVE_INFINITY;
          double sum = 0;
          int cells = 0;
          for (int row = 0; row < p.kernelHeight(); row++) {
            for (int column = 0; column < p.kernelWidth(); column++) {
              int h = i * p.strideHeight() - p.padding().top() + row;
              int w = j * p.strideWidth() - p.padding().left() + column;
              if (h >= 0 && w >= 0 && h < given.height() && w < given.width()) {
                double value = x[(channel * given.height() + h) * given.width() + w];
                most = Math.max(most, value);
                sum += value;
                cells++;
              }
            }
          }
          int divisor = p.countPadding() ? p.kernelHeight() * p.kernelWidth() : cells;
          y[(channel * rows + i) * columns + j] = p.max() ? most : sum / divisor;
        }
      }
    }
    return y;
  }

  private static double function(Activation activation, double x) {
    return switch (activation.function()) {
      case RELU -> Math.max(0, x);
      case LEAKY_RELU -> x >= 0 ? x : activation.alpha() * x;
      case RELU6 -> Math.min(6, Math.max(0, x));
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case HARD_SIGMOID -> Math.min(1, Math.max(0, 0.2 * x + 0.5));
      case HARD_SWISH -> x * Math.min(6, Math.max(0, x + 3)) / 6;
    };
  }
}
