package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every operation written down as its definition says, in double precision and without any thought
 * of speed: what the compiled network is compared with. Forward only; gradients are differences.
 */
final class Reference {
  private final Network network;
  private final int batch;
  private final boolean training;
  private final int iteration;
  private final long seed;
  private final Map<String, double[]> values = new HashMap<>();
  private final Map<String, double[]> statistics = new HashMap<>();
  private double[] parameters = new double[0];

  Reference(Network network, int batch, boolean training, int iteration, long seed) {
    this.network = network;
    this.batch = batch;
    this.training = training;
    this.iteration = iteration;
    this.seed = seed;
  }

  /** Mean loss at some parameters. */
  double loss(double[] parameters, float[] features, float[] targets) {
    forward(parameters, features);
    LayerGraph graph = network.graph();
    double[] z = values.get(graph.nodes().get(graph.nodes().size() - 1).name());
    int classes = network.classes();
    double total = 0.0;
    for (int n = 0; n < batch; n++) {
      double sum = 0.0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(z[n * classes + k]);
      }
      for (int k = 0; k < classes; k++) {
        total += targets[n * classes + k] * (Math.log(sum) - z[n * classes + k]);
      }
    }
    return total / batch;
  }

  /** Computes all nodes. */
  void forward(double[] parameters, float[] features) {
    this.parameters = parameters;
    LayerGraph graph = network.graph();
    double[] input = new double[batch * network.input().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = features[i];
    }
    values.put(graph.nodes().get(0).name(), input);
    Map<String, Node> byName = graph.byName();
    for (int i = 1; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      List<double[]> inputs = node.inputs().stream().map(values::get).toList();
      List<Shape> shapes = node.inputs().stream().map(n -> byName.get(n).output()).toList();
      values.put(node.name(), value(node, i, inputs, shapes));
    }
  }

  double[] value(String node) {
    return values.get(node);
  }

  /** Batch mean, then batch variance, of a batch norm in training. */
  double[] statistics(String node) {
    return statistics.get(node);
  }

  private double[] value(Node node, int index, List<double[]> inputs, List<Shape> shapes) {
    double[] x = inputs.get(0);
    Shape in = shapes.get(0);
    if (node.operation() instanceof Convolution c) {
      return convolution(node, c, x, in);
    } else if (node.operation() instanceof Dense d) {
      return dense(node, d, x);
    } else if (node.operation() instanceof BatchNorm b) {
      return norm(node, b, x, in);
    } else if (node.operation() instanceof Activation a) {
      return map(x, v -> function(a, v));
    } else if (node.operation() instanceof Scale s) {
      return map(x, v -> s.factor() * v);
    } else if (node.operation() instanceof Pooling p) {
      return pooling(p, x, in, node.output());
    } else if (node.operation() instanceof GlobalPooling g) {
      Pooling whole = new Pooling(g.max(), in.height(), in.width(), 1, 1, Padding.NONE, false);
      return pooling(whole, x, in, new Shape(in.channels(), 1, 1));
    } else if (node.operation() instanceof Add) {
      double[] sum = x.clone();
      for (double[] other : inputs.subList(1, inputs.size())) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += other[i];
        }
      }
      return sum;
    } else if (node.operation() instanceof Multiply) {
      double[] product = x.clone();
      for (double[] other : inputs.subList(1, inputs.size())) {
        for (int i = 0; i < product.length; i++) {
          product[i] *= other[i];
        }
      }
      return product;
    } else if (node.operation() instanceof Shift s) {
      return map(x, v -> v + s.amount());
    } else if (node.operation() instanceof Broadcast b) {
      int pixels = b.height() * b.width();
      double[] image = new double[x.length * pixels];
      Arrays.setAll(image, i -> x[i / pixels]);
      return image;
    } else if (node.operation() instanceof Channels c) {
      int pixels = in.height() * in.width();
      int size = node.output().size();
      double[] taken = new double[batch * size];
      for (int n = 0; n < batch; n++) {
        System.arraycopy(x, n * in.size() + c.from() * pixels, taken, n * size, size);
      }
      return taken;
    } else if (node.operation() instanceof Concat) {
      return concat(inputs, node.output());
    } else if (node.operation() instanceof Dropout d) {
      return dropout(d, x, index);
    } else if (node.operation() instanceof Flatten
        || node.operation() instanceof SoftmaxCrossEntropy) {
      return x;
    }
    throw new IllegalArgumentException("no reference for " + node);
  }

  private interface Map1 {
    double of(double v);
  }

  private static double[] map(double[] x, Map1 f) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = f.of(x[i]);
    }
    return y;
  }

  private static double function(Activation a, double v) {
    return switch (a.function()) {
      case RELU -> Math.max(0.0, v);
      case LEAKY_RELU -> v > 0.0 ? v : a.alpha() * v;
      case RELU6 -> Math.min(6.0, Math.max(0.0, v));
      case SIGMOID -> 1.0 / (1.0 + Math.exp(-v));
      case TANH -> Math.tanh(v);
      case HARD_SIGMOID -> Math.min(1.0, Math.max(0.0, 0.2 * v + 0.5));
      case HARD_SWISH -> v * Math.min(6.0, Math.max(0.0, v + 3.0)) / 6.0;
    };
  }

  private double parameter(Optional<Slice> slice, int i, double absent) {
    return slice.map(s -> parameters[s.offset() + i]).orElse(absent);
  }

  private Optional<Slice> slice(Node node, Role role) {
    return network.layout().find(node.name(), role);
  }

  private double[] dense(Node node, Dense d, double[] x) {
    Slice w = slice(node, Role.WEIGHT).orElseThrow();
    Optional<Slice> bias = slice(node, Role.BIAS);
    double[] y = new double[batch * d.nOut()];
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < d.nOut(); o++) {
        double sum = parameter(bias, o, 0.0);
        for (int i = 0; i < d.nIn(); i++) {
          sum += parameters[w.offset() + o * d.nIn() + i] * x[n * d.nIn() + i];
        }
        y[n * d.nOut() + o] = sum;
      }
    }
    return y;
  }

  private double[] convolution(Node node, Convolution c, double[] x, Shape in) {
    Slice weight = slice(node, Role.WEIGHT).orElseThrow();
    Optional<Slice> bias = slice(node, Role.BIAS);
    Shape out = node.output();
    int inGroup = c.nIn() / c.groups();
    int outGroup = c.nOut() / c.groups();
    double[] y = new double[batch * out.size()];
    int at = 0;
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < c.nOut(); o++) {
        for (int row = 0; row < out.height(); row++) {
          for (int column = 0; column < out.width(); column++) {
            double sum = parameter(bias, o, 0.0);
            for (int i = 0; i < inGroup; i++) {
              int channel = o / outGroup * inGroup + i;
              for (int kh = 0; kh < c.kernelHeight(); kh++) {
                for (int kw = 0; kw < c.kernelWidth(); kw++) {
                  int h = row * c.strideHeight() - c.padding().top() + kh * c.dilationHeight();
                  int w = column * c.strideWidth() - c.padding().left() + kw * c.dilationWidth();
                  if (h >= 0 && h < in.height() && w >= 0 && w < in.width()) {
                    int k =
                        c.groups() > 1 && inGroup == 1
                            ? (kh * c.kernelWidth() + kw) * c.nOut() + o
                            : ((o * inGroup + i) * c.kernelHeight() + kh) * c.kernelWidth() + kw;
                    sum += parameters[weight.offset() + k] * at(x, in, n, channel, h, w);
                  }
                }
              }
            }
            y[at++] = sum;
          }
        }
      }
    }
    return y;
  }

  private static double at(double[] x, Shape shape, int n, int c, int h, int w) {
    return x[((n * shape.channels() + c) * shape.height() + h) * shape.width() + w];
  }

  private double[] pooling(Pooling p, double[] x, Shape in, Shape out) {
    double[] y = new double[batch * out.size()];
    int at = 0;
    for (int n = 0; n < batch; n++) {
      for (int c = 0; c < out.channels(); c++) {
        for (int row = 0; row < out.height(); row++) {
          for (int column = 0; column < out.width(); column++) {
            double sum = 0.0;
            double max = Double.NEGATIVE_INFINITY;
            int cells = 0;
            for (int kh = 0; kh < p.kernelHeight(); kh++) {
              for (int kw = 0; kw < p.kernelWidth(); kw++) {
                int h = row * p.strideHeight() - p.padding().top() + kh;
                int w = column * p.strideWidth() - p.padding().left() + kw;
                if (h >= 0 && h < in.height() && w >= 0 && w < in.width()) {
                  double v = at(x, in, n, c, h, w);
                  sum += v;
                  max = Math.max(max, v);
                  cells++;
                }
              }
            }
            int divisor = p.countPadding() ? p.kernelHeight() * p.kernelWidth() : cells;
            y[at++] = p.max() ? max : sum / divisor;
          }
        }
      }
    }
    return y;
  }

  private double[] norm(Node node, BatchNorm b, double[] x, Shape in) {
    int pixels = in.height() * in.width();
    double[] y = new double[x.length];
    double[] seen = new double[2 * b.channels()];
    for (int c = 0; c < b.channels(); c++) {
      double mean = parameter(slice(node, Role.MEAN), c, 0.0);
      double variance = parameter(slice(node, Role.VARIANCE), c, 1.0);
      if (training) {
        mean = 0.0;
        variance = 0.0;
        for (int n = 0; n < batch; n++) {
          for (int i = 0; i < pixels; i++) {
            mean += x[(n * b.channels() + c) * pixels + i] / (batch * pixels);
          }
        }
        for (int n = 0; n < batch; n++) {
          for (int i = 0; i < pixels; i++) {
            double d = x[(n * b.channels() + c) * pixels + i] - mean;
            variance += d * d / (batch * pixels);
          }
        }
      }
      seen[c] = mean;
      seen[b.channels() + c] = variance;
      double gamma = parameter(slice(node, Role.GAMMA), c, 1.0);
      double beta = parameter(slice(node, Role.BETA), c, 0.0);
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < pixels; i++) {
          int at = (n * b.channels() + c) * pixels + i;
          y[at] = gamma * (x[at] - mean) / Math.sqrt(variance + b.epsilon()) + beta;
        }
      }
    }
    statistics.put(node.name(), seen);
    return y;
  }

  private double[] concat(List<double[]> inputs, Shape out) {
    double[] y = new double[batch * out.size()];
    int at = 0;
    for (int n = 0; n < batch; n++) {
      for (double[] x : inputs) {
        int size = x.length / batch;
        System.arraycopy(x, n * size, y, at, size);
        at += size;
      }
    }
    return y;
  }

  private double[] dropout(Dropout d, double[] x, int index) {
    if (!training) {
      return x;
    }
    Draws draws = Draws.of(seed, "dropout", iteration, index);
    return map(x, v -> draws.nextDouble() < d.drop() ? 0.0 : v / (1.0 - d.drop()));
  }
}
