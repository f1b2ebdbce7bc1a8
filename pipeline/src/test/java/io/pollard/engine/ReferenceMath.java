package io.pollard.engine;

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
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network computes, in double precision and straight from the definitions of {@link
 * Operation}; gradients by central differences. Slow, for tiny networks; what engines are held
 * against. Dropout does nothing.
 */
public final class ReferenceMath {
  private static final double STEP = 1e-5;

  private final Network network;
  private final double[] parameters;
  private final boolean training;
  private final Map<String, double[]> statistics = new HashMap<>();

  /**
   * @param training whether batch norm uses the statistics of the batch
   */
  public ReferenceMath(Network network, float[] parameters, boolean training) {
    this.network = network;
    this.parameters = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      this.parameters[i] = parameters[i];
    }
    this.training = training;
  }

  /** Values of all nodes, {@code [count, size]}; of the loss node the logits. */
  public Map<String, double[]> values(float[] features, int count) {
    Map<String, double[]> values = new HashMap<>();
    Map<String, Node> nodes = network.graph().byName();
    for (Node node : network.graph().nodes()) {
      List<double[]> given = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (String input : node.inputs()) {
        given.add(values.get(input));
        shapes.add(nodes.get(input).output());
      }
      values.put(
          node.name(),
          node.operation() instanceof Operation.Input
              ? doubles(features, count * node.output().size())
              : compute(node, given, shapes, count));
    }
    return values;
  }

  double[] logits(float[] features, int count) {
    List<Node> nodes = network.graph().nodes();
    return values(features, count).get(nodes.get(nodes.size() - 1).name());
  }

  /** Mean cross-entropy of a softmax. */
  public double loss(Batch batch) {
    double[] z = logits(batch.features(), batch.size());
    int classes = network.classes();
    double sum = 0.0;
    for (int row = 0; row < batch.size(); row++) {
      double total = 0.0;
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        total += Math.exp(z[i]);
      }
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        sum += batch.targets()[i] * (Math.log(total) - z[i]);
      }
    }
    return sum / batch.size();
  }

  /** Gradient of the mean loss; 0 for statistics. */
  public double[] gradient(Batch batch) {
    double[] gradient = new double[parameters.length];
    for (Slice slice : network.layout().slices()) {
      if (slice.role().isParameter()) {
        for (int i = slice.offset(); i < slice.end(); i++) {
          double at = parameters[i];
          parameters[i] = at + STEP;
          double above = loss(batch);
          parameters[i] = at - STEP;
          double below = loss(batch);
          parameters[i] = at;
          gradient[i] = (above - below) / (2.0 * STEP);
        }
      }
    }
    return gradient;
  }

  /** Mean and then variance (over all, not all but one) by channel, that batch norm last saw. */
  double[] statistics(String layer) {
    return statistics.get(layer);
  }

  private double[] compute(Node node, List<double[]> given, List<Shape> shapes, int count) {
    Operation operation = node.operation();
    double[] x = given.get(0);
    if (operation instanceof Convolution c) {
      return convolution(node, c, x, shapes.get(0), count);
    }
    if (operation instanceof Dense d) {
      return dense(node, d, x, count);
    }
    if (operation instanceof BatchNorm b) {
      return batchNorm(node, b, x, count);
    }
    if (operation instanceof Activation a) {
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = function(a, x[i]);
      }
      return y;
    }
    if (operation instanceof Pooling p) {
      return pooling(p, x, shapes.get(0), node.output(), count);
    }
    if (operation instanceof GlobalPooling p) {
      return globalPooling(p, x, shapes.get(0), count);
    }
    if (operation instanceof Add) {
      double[] y = new double[x.length];
      for (double[] one : given) {
        for (int i = 0; i < x.length; i++) {
          y[i] += one[i];
        }
      }
      return y;
    }
    if (operation instanceof Concat) {
      double[] y = new double[count * node.output().size()];
      int at = 0;
      for (int n = 0; n < count; n++) {
        for (int k = 0; k < given.size(); k++) {
          int size = shapes.get(k).size();
          System.arraycopy(given.get(k), n * size, y, at, size);
          at += size;
        }
      }
      return y;
    }
    if (operation instanceof Multiply) {
      double[] y = x.clone();
      for (double[] one : given.subList(1, given.size())) {
        for (int i = 0; i < x.length; i++) {
          y[i] *= one[i];
        }
      }
      return y;
    }
    if (operation instanceof Broadcast b) {
      int pixels = b.height() * b.width();
      double[] y = new double[x.length * pixels];
      Arrays.setAll(y, i -> x[i / pixels]);
      return y;
    }
    if (operation instanceof Channels c) {
      int pixels = shapes.get(0).height() * shapes.get(0).width();
      int size = (c.to() - c.from()) * pixels;
      double[] y = new double[count * size];
      for (int n = 0; n < count; n++) {
        System.arraycopy(x, n * shapes.get(0).size() + c.from() * pixels, y, n * size, size);
      }
      return y;
    }
    if (operation instanceof Shift s) {
      return Arrays.stream(x).map(v -> v + s.amount()).toArray();
    }
    if (operation instanceof Scale s) {
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = s.factor() * x[i];
      }
      return y;
    }
    return x;
  }

  private double[] convolution(Node node, Convolution c, double[] x, Shape in, int count) {
    Shape out = node.output();
    Slice weight = slice(node, Role.WEIGHT);
    double[] y = new double[count * out.size()];
    int at = 0;
    for (int n = 0; n < count; n++) {
      for (int o = 0; o < c.nOut(); o++) {
        double bias = c.bias() ? parameters[slice(node, Role.BIAS).offset() + o] : 0.0;
        for (int row = 0; row < out.height(); row++) {
          for (int column = 0; column < out.width(); column++) {
            y[at++] = bias + window(c, weight, x, in, n, o, row, column);
          }
        }
      }
    }
    return y;
  }

  private double window(
      Convolution c, Slice weight, double[] x, Shape in, int n, int o, int row, int column) {
    int inPerGroup = c.nIn() / c.groups();
    int outPerGroup = c.nOut() / c.groups();
    double sum = 0.0;
    for (int i = 0; i < inPerGroup; i++) {
      int channel = o / outPerGroup * inPerGroup + i;
      for (int p = 0; p < c.kernelHeight(); p++) {
        int top = row * c.strideHeight() - c.padding().top() + p * c.dilationHeight();
        for (int q = 0; q < c.kernelWidth(); q++) {
          int left = column * c.strideWidth() - c.padding().left() + q * c.dilationWidth();
          if (top >= 0 && top < in.height() && left >= 0 && left < in.width()) {
            int pixel = ((n * in.channels() + channel) * in.height() + top) * in.width() + left;
            sum += parameters[weight.offset() + index(c, o, i, p, q)] * x[pixel];
          }
        }
      }
    }
    return sum;
  }

  /** Depthwise kernels lie as DL4J keeps them, {@code [kH, kW, nIn, nOut / nIn]}. */
  private static int index(Convolution c, int o, int i, int p, int q) {
    if (c.groups() == 1) {
      return ((o * c.nIn() + i) * c.kernelHeight() + p) * c.kernelWidth() + q;
    }
    return (p * c.kernelWidth() + q) * c.nOut() + o;
  }

  private double[] dense(Node node, Dense d, double[] x, int count) {
    int weight = slice(node, Role.WEIGHT).offset();
    double[] y = new double[count * d.nOut()];
    for (int n = 0; n < count; n++) {
      for (int o = 0; o < d.nOut(); o++) {
        double sum = d.bias() ? parameters[slice(node, Role.BIAS).offset() + o] : 0.0;
        for (int i = 0; i < d.nIn(); i++) {
          sum += parameters[weight + o * d.nIn() + i] * x[n * d.nIn() + i];
        }
        y[n * d.nOut() + o] = sum;
      }
    }
    return y;
  }

  private double[] batchNorm(Node node, BatchNorm b, double[] x, int count) {
    int pixels = x.length / count / b.channels();
    double[] y = new double[x.length];
    double[] seen = new double[2 * b.channels()];
    for (int c = 0; c < b.channels(); c++) {
      double mean = at(node, Role.MEAN, c);
      double variance = at(node, Role.VARIANCE, c);
      if (training) {
        mean = 0.0;
        variance = 0.0;
        for (int k = 0; k < count * pixels; k++) {
          mean += x[pixel(k, c, pixels, b.channels())] / (count * pixels);
        }
        for (int k = 0; k < count * pixels; k++) {
          double off = x[pixel(k, c, pixels, b.channels())] - mean;
          variance += off * off / (count * pixels);
        }
        seen[c] = mean;
        seen[b.channels() + c] = variance;
      }
      double factor = at(node, Role.GAMMA, c) / Math.sqrt(variance + b.epsilon());
      for (int k = 0; k < count * pixels; k++) {
        int i = pixel(k, c, pixels, b.channels());
        y[i] = factor * (x[i] - mean) + at(node, Role.BETA, c);
      }
    }
    statistics.put(node.name(), seen);
    return y;
  }

  private static int pixel(int k, int channel, int pixels, int channels) {
    return (k / pixels * channels + channel) * pixels + k % pixels;
  }

  private static double[] pooling(Pooling p, double[] x, Shape in, Shape out, int count) {
    double[] y = new double[count * out.size()];
    int at = 0;
    for (int image = 0; image < count * in.channels(); image++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          y[at++] = pool(p, x, image * in.height() * in.width(), in, row, column);
        }
      }
    }
    return y;
  }

  private static double pool(Pooling p, double[] x, int from, Shape in, int row, int column) {
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0.0;
    int seen = 0;
    for (int k = 0; k < p.kernelHeight(); k++) {
      int top = row * p.strideHeight() - p.padding().top() + k;
      for (int l = 0; l < p.kernelWidth(); l++) {
        int left = column * p.strideWidth() - p.padding().left() + l;
        if (top >= 0 && top < in.height() && left >= 0 && left < in.width()) {
          double value = x[from + top * in.width() + left];
          max = Math.max(max, value);
          sum += value;
          seen++;
        }
      }
    }
    return p.max() ? max : sum / (p.countPadding() ? p.kernelHeight() * p.kernelWidth() : seen);
  }

  private static double[] globalPooling(GlobalPooling p, double[] x, Shape in, int count) {
    int pixels = in.height() * in.width();
    double[] y = new double[count * in.channels()];
    for (int image = 0; image < y.length; image++) {
      double max = Double.NEGATIVE_INFINITY;
      double sum = 0.0;
      for (int i = image * pixels; i < (image + 1) * pixels; i++) {
        max = Math.max(max, x[i]);
        sum += x[i];
      }
      y[image] = p.max() ? max : sum / pixels;
    }
    return y;
  }

  private static double function(Activation a, double x) {
    return switch (a.function()) {
      case RELU -> Math.max(0.0, x);
      case LEAKY_RELU -> x > 0.0 ? x : a.alpha() * x;
      case RELU6 -> Math.min(6.0, Math.max(0.0, x));
      case SIGMOID -> 1.0 / (1.0 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case HARD_SIGMOID -> Math.min(1.0, Math.max(0.0, 0.2 * x + 0.5));
      case HARD_SWISH -> x * Math.min(1.0, Math.max(0.0, x / 6.0 + 0.5));
    };
  }

  private double at(Node node, Role role, int index) {
    return parameters[slice(node, role).offset() + index];
  }

  private Slice slice(Node node, Role role) {
    return network.layout().find(node.name(), role).orElseThrow();
  }

  private static double[] doubles(float[] values, int count) {
    double[] doubles = new double[count];
    for (int i = 0; i < count; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
