package io.pollard.network.onnx;

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
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.GraphProto;

/** A network's graph on its way to ONNX. */
final class OnnxGraph {
  private final Network network;
  private final float[] parameters;
  private final Groups groups;

  /** Results that have a height and a width in ONNX, be they 1. */
  private final Set<String> images = new HashSet<>();

  /** Tensors that stand for nodes which are left out. */
  private final Map<String, String> tensors = new HashMap<>();

  OnnxGraph(Network network, float[] parameters) {
    this.network = network;
    this.parameters = parameters;
    groups = new Groups(network.graph());
  }

  void write(GraphProto.Builder proto) {
    NodeWriter writer = new NodeWriter(proto);
    for (Node node : WritingOrder.of(network.graph())) {
      if (!groups.isInside(node.name())) {
        write(node, writer);
      }
    }
  }

  private void write(Node node, NodeWriter w) {
    String name = node.name();
    Operation operation = node.operation();
    tensors.put(name, name);
    if (operation instanceof Input) {
      if (!node.output().isVector()) {
        images.add(name);
      }
      return;
    }
    if (operation instanceof Broadcast && groups.isImplied(node)) {
      tensors.put(name, image(node.inputs().get(0), w));
      images.add(name);
      return;
    }
    if (groups.whole(node).isPresent()) {
      images.add(name);
      grouped(node, w);
      return;
    }
    if (operation instanceof Dense || operation instanceof SoftmaxCrossEntropy) {
      String x = vector(node.inputs().get(0), node, w);
      if (operation instanceof Dense d) {
        dense(node, d, x, w);
      } else {
        w.node("Softmax", name, x).integer("axis", 1).add();
      }
      return;
    }
    if (operation instanceof Flatten) {
      w.node("Flatten", name, tensor(node.inputs().get(0))).integer("axis", 1).add();
      return;
    }
    boolean spatial =
        operation instanceof Convolution
            || operation instanceof Pooling
            || operation instanceof GlobalPooling
            || operation instanceof Broadcast
            || node.inputs().stream().anyMatch(images::contains);
    String[] x =
        node.inputs().stream()
            .map(input -> spatial ? image(input, w) : tensor(input))
            .toArray(String[]::new);
    if (spatial) {
      images.add(name);
    }
    if (operation instanceof Convolution c) {
      convolution(node, c, x[0], w);
    } else {
      simple(node, x, w);
    }
  }

  private void simple(Node node, String[] x, NodeWriter w) {
    String name = node.name();
    Operation operation = node.operation();
    if (operation instanceof BatchNorm b) {
      w.node(
              "BatchNormalization",
              name,
              x[0],
              stored(node, Role.GAMMA, w),
              stored(node, Role.BETA, w),
              stored(node, Role.MEAN, w),
              stored(node, Role.VARIANCE, w))
          .number("epsilon", b.epsilon())
          .number("momentum", b.decay())
          .add();
    } else if (operation instanceof Activation a) {
      function(name, a, x[0], w);
    } else if (operation instanceof Pooling p) {
      pooling(name, p, x[0], w);
    } else if (operation instanceof GlobalPooling g) {
      w.node(g.max() ? "GlobalMaxPool" : "GlobalAveragePool", name, x[0]).add();
    } else if (operation instanceof Add) {
      w.node(x.length == 2 ? "Add" : "Sum", name, x).add();
    } else if (operation instanceof Multiply) {
      product(name, x, w);
    } else if (operation instanceof Concat) {
      w.node("Concat", name, x).integer("axis", 1).add();
    } else if (operation instanceof Channels c) {
      w.node(
              "Slice",
              name,
              x[0],
              w.integers(name + ".starts", c.from()),
              w.integers(name + ".ends", c.to()),
              w.integers(name + ".axes", 1))
          .add();
    } else if (operation instanceof Scale s) {
      w.node("Mul", name, x[0], number(name, s.factor(), w)).add();
    } else if (operation instanceof Shift s) {
      w.node("Add", name, x[0], number(name, s.amount(), w)).add();
    } else if (operation instanceof Dropout d) {
      w.node("Dropout", name, x[0], w.floats(name + ".ratio", List.of(), (float) d.drop())).add();
    } else if (operation instanceof Broadcast b) {
      String shape = w.integers(name + ".shape", 1, 1, b.height(), b.width());
      w.node("Expand", name, x[0], shape).add();
    } else {
      throw new IllegalStateException("no counterpart of " + operation);
    }
  }

  private static String number(String name, double value, NodeWriter w) {
    return w.floats(name + ".constant", List.of(), (float) value);
  }

  /** ONNX multiplies two at a time. */
  private static void product(String name, String[] x, NodeWriter w) {
    if (x.length == 1) {
      w.node("Identity", name, x).add();
    }
    String at = x[0];
    for (int i = 1; i < x.length; i++) {
      String result = i + 1 == x.length ? name : name + ":" + i;
      w.node("Mul", result, at, x[i]).add();
      at = result;
    }
  }

  private static void function(String name, Activation a, String x, NodeWriter w) {
    switch (a.function()) {
      case RELU -> w.node("Relu", name, x).add();
      case LEAKY_RELU -> w.node("LeakyRelu", name, x).number("alpha", a.alpha()).add();
      case RELU6 ->
          w.node(
                  "Clip",
                  name,
                  x,
                  w.floats(name + ".min", List.of(), 0.0f),
                  w.floats(name + ".max", List.of(), 6.0f))
              .add();
      case SIGMOID -> w.node("Sigmoid", name, x).add();
      case TANH -> w.node("Tanh", name, x).add();
      case HARD_SIGMOID ->
          w.node("HardSigmoid", name, x).number("alpha", 0.2).number("beta", 0.5).add();
      case HARD_SWISH -> w.node("HardSwish", name, x).add();
    }
  }

  private static void pooling(String name, Pooling p, String x, NodeWriter w) {
    NodeWriter.Draft node =
        w.node(p.max() ? "MaxPool" : "AveragePool", name, x)
            .integers("kernel_shape", p.kernelHeight(), p.kernelWidth())
            .integers("strides", p.strideHeight(), p.strideWidth())
            .integers("pads", pads(p.padding()));
    if (!p.max()) {
      node.integer("count_include_pad", p.countPadding() ? 1 : 0);
    }
    node.add();
  }

  private static int[] pads(Padding padding) {
    return new int[] {padding.top(), padding.left(), padding.bottom(), padding.right()};
  }

  private void dense(Node node, Dense d, String x, NodeWriter w) {
    String weight = stored(node, Role.WEIGHT, w);
    String[] inputs =
        d.bias() ? new String[] {x, weight, stored(node, Role.BIAS, w)} : new String[] {x, weight};
    w.node("Gemm", node.name(), inputs).integer("transB", 1).add();
  }

  private void convolution(Node node, Convolution c, String x, NodeWriter w) {
    Slice weight = slice(node, Role.WEIGHT);
    float[] values = values(weight);
    boolean depthwise = c.groups() > 1;
    String kernels =
        w.floats(
            weight.tensor(),
            List.of(c.nOut(), c.nIn() / c.groups(), c.kernelHeight(), c.kernelWidth()),
            depthwise ? Kernels.toOnnx(c, values) : values);
    String[] inputs =
        c.bias()
            ? new String[] {x, kernels, stored(node, Role.BIAS, w)}
            : new String[] {x, kernels};
    convolution(node.name(), c, inputs, w);
  }

  private static void convolution(String name, Convolution c, String[] inputs, NodeWriter w) {
    w.node("Conv", name, inputs)
        .integers("kernel_shape", c.kernelHeight(), c.kernelWidth())
        .integers("strides", c.strideHeight(), c.strideWidth())
        .integers("dilations", c.dilationHeight(), c.dilationWidth())
        .integers("pads", pads(c.padding()))
        .integer("group", c.groups())
        .add();
  }

  /** The parts of a grouped convolution as one. */
  private void grouped(Node node, NodeWriter w) {
    Groups.Whole whole = groups.whole(node).orElseThrow();
    Convolution c = whole.convolution();
    float[] weight = new float[0];
    float[] bias = new float[0];
    for (Node part : whole.parts()) {
      weight = joined(weight, values(slice(part, Role.WEIGHT)));
      bias = c.bias() ? joined(bias, values(slice(part, Role.BIAS))) : bias;
    }
    String x = image(whole.source(), w);
    String kernels =
        w.floats(
            node.name() + ".weight",
            List.of(c.nOut(), c.nIn() / c.groups(), c.kernelHeight(), c.kernelWidth()),
            weight);
    String[] inputs =
        c.bias()
            ? new String[] {x, kernels, w.floats(node.name() + ".bias", List.of(c.nOut()), bias)}
            : new String[] {x, kernels};
    convolution(node.name(), c, inputs, w);
  }

  private static float[] joined(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private String stored(Node node, Role role, NodeWriter w) {
    Slice slice = slice(node, role);
    return w.floats(slice.tensor(), slice.shape(), values(slice));
  }

  private Slice slice(Node node, Role role) {
    return network
        .layout()
        .find(node.name(), role)
        .orElseThrow(() -> new IllegalStateException("no " + role + " of " + node.name()));
  }

  private float[] values(Slice slice) {
    return Arrays.copyOfRange(parameters, slice.offset(), slice.end());
  }

  private String tensor(String node) {
    String tensor = tensors.get(node);
    if (tensor == null) {
      throw new IllegalStateException("node " + node + " is read before it is written");
    }
    return tensor;
  }

  /** A node's result with height and width. */
  private String image(String node, NodeWriter w) {
    String tensor = tensor(node);
    if (images.contains(node)) {
      return tensor;
    }
    String name = node + ":image";
    if (tensors.put(name, name) == null) {
      w.node("Unsqueeze", name, tensor, w.integers(name + ".axes", 2, 3)).add();
    }
    return name;
  }

  /** A node's result without height and width. */
  private String vector(String node, Node reader, NodeWriter w) {
    if (!images.contains(node)) {
      return tensor(node);
    }
    String name = reader.name() + ":flatten";
    w.node("Flatten", name, tensor(node)).integer("axis", 1).add();
    return name;
  }
}
