package io.pollard.network.onnx;

import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import io.pollard.network.dl4j.Dl4jNetworks;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.NodeProto;

/** Operators with windows over images: convolutions and pooling. */
final class Windows {
  private Windows() {}

  /** Size, stride, dilation and padding of a node's window. */
  private record Window(int[] kernel, int[] stride, int[] dilation, Padding padding) {

    static Window of(NodeProto node, int[] kernel, Shape in, Translation t) {
      Attributes a = t.attributes(node);
      int[] stride = a.sizes("strides", 2, 1, 1);
      int[] dilation = a.sizes("dilations", 2, 1, 1);
      int[] pads = a.sizes("pads", 4, 0, 0);
      Padding same = Shapes.same(in, kernel, stride, dilation);
      Padding padding =
          switch (a.text("auto_pad", "NOTSET")) {
            case "NOTSET" -> new Padding(pads[0], pads[1], pads[2], pads[3]);
            case "VALID" -> Padding.NONE;
            case "SAME_UPPER" -> same;
            case "SAME_LOWER" ->
                new Padding(
                    /* top= */ same.bottom(),
                    /* left= */ same.right(),
                    /* bottom= */ same.top(),
                    /* right= */ same.left());
            default ->
                throw t.failure(node, "pads by rule " + Failures.shorten(a.text("auto_pad", "")));
          };
      Window window = new Window(kernel, stride, dilation, padding);
      if (a.integer("ceil_mode", 0) != 0) {
        window = window.roundedUp(in);
      }
      if (!Dl4jNetworks.canPad(window.padding, in, kernel, stride, dilation)) {
        throw t.failure(
            node,
            "pads by (top=%d, left=%d, bottom=%d, right=%d)%s; supported is the same on opposite sides, or SAME_UPPER"
                .formatted(
                    window.padding.top(),
                    window.padding.left(),
                    window.padding.bottom(),
                    window.padding.right(),
                    window.padding.equals(padding) ? "" : " for ceil_mode=1"));
      }
      return window;
    }

    /** With so much padding behind that the last window, which is not whole, fits. */
    private Window roundedUp(Shape in) {
      int bottom = missing(in.height() + padding.top() + padding.bottom(), 0);
      int right = missing(in.width() + padding.left() + padding.right(), 1);
      return new Window(
          kernel,
          stride,
          dilation,
          new Padding(
              padding.top(), padding.left(), padding.bottom() + bottom, padding.right() + right));
    }

    private int missing(int size, int axis) {
      int rest = (size - kernel[axis]) % stride[axis];
      return rest <= 0 ? 0 : stride[axis] - rest;
    }
  }

  static void convolution(NodeProto node, Translation t) {
    Translation.Value x = t.image(node, 0);
    Shape in = t.shape(x);
    Constant weight = t.constant(node, 1, "its weights");
    List<Integer> dims = weight.dims();
    if (dims.size() != 4 || weight.values().length == 0) {
      throw t.failure(node, "has weights of shape %s; supported are images".formatted(dims));
    }
    Attributes a = t.attributes(node);
    int[] kernel = {dims.get(2), dims.get(3)};
    int[] said = a.sizes("kernel_shape", 2, 0, 1);
    if (said[0] != 0 && (said[0] != kernel[0] || said[1] != kernel[1])) {
      throw t.failure(
          node,
          "says that its window is %dx%d and has weights of shape %s"
              .formatted(said[0], said[1], dims));
    }
    long groups = a.integer("group", 1);
    int nOut = dims.get(0);
    if (groups < 1 || groups > in.channels() || nOut % groups != 0) {
      throw t.failure(
          node,
          "has %d channels and %d outputs in %d groups".formatted(in.channels(), nOut, groups));
    }
    if (dims.get(1) * groups != in.channels()) {
      throw t.failure(
          node,
          "has weights for %d channels and is given %d"
              .formatted(dims.get(1) * groups, in.channels()));
    }
    Window w = Window.of(node, kernel, in, t);
    Optional<float[]> bias = t.has(node, 2) ? Optional.of(bias(node, nOut, t)) : Optional.empty();
    Optional<Biases.Found> behind = Biases.behind(node, nOut, true, t);
    bias = Biases.sum(bias, behind.map(Biases.Found::values));
    Convolution c =
        new Convolution(
            in.channels(),
            nOut,
            kernel[0],
            kernel[1],
            w.stride()[0],
            w.stride()[1],
            w.padding(),
            w.dilation()[0],
            w.dilation()[1],
            (int) groups,
            bias.isPresent());
    String name = t.name(node);
    Translation.Value result = new Translation.Value(grouped(node, name, c, x, t), true);
    weights(name, c, weight.floats(), bias, t);
    t.result(node, result);
    behind.ifPresent(b -> t.absorb(b.node(), result));
  }

  private static float[] bias(NodeProto node, int nOut, Translation t) {
    float[] bias = t.constant(node, 2, "its bias").floats();
    if (bias.length != nOut) {
      throw t.failure(node, "has %d biases for %d outputs".formatted(bias.length, nOut));
    }
    return bias;
  }

  private static String grouped(
      NodeProto node, String name, Convolution c, Translation.Value x, Translation t) {
    try {
      return t.builder().grouped(name, c, x.node());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw t.failure(node, "does not fit: " + e.getMessage());
    }
  }

  private static void weights(
      String name, Convolution c, float[] weight, Optional<float[]> bias, Translation t) {
    if (c.groups() == 1) {
      t.weight(name, Role.WEIGHT, weight);
      bias.ifPresent(b -> t.weight(name, Role.BIAS, b));
    } else if (c.groups() == c.nIn()) {
      t.weight(name, Role.WEIGHT, Kernels.toDl4j(c, weight));
      bias.ifPresent(b -> t.weight(name, Role.BIAS, b));
    } else {
      for (int g = 0; g < c.groups(); g++) {
        String part = name + ":" + g;
        t.weight(part, Role.WEIGHT, share(weight, g, c.groups()));
        int group = g;
        bias.ifPresent(b -> t.weight(part, Role.BIAS, share(b, group, c.groups())));
      }
    }
  }

  private static float[] share(float[] all, int part, int parts) {
    int size = all.length / parts;
    return java.util.Arrays.copyOfRange(all, part * size, (part + 1) * size);
  }

  static void maxPool(NodeProto node, Translation t) {
    if (node.getOutputCount() > 1 && !node.getOutput(1).isEmpty()) {
      throw t.failure(node, "gives the places of its maxima; supported are its values alone");
    }
    pool(node, true, t);
  }

  static void averagePool(NodeProto node, Translation t) {
    pool(node, false, t);
  }

  private static void pool(NodeProto node, boolean max, Translation t) {
    Translation.Value x = t.image(node, 0);
    Attributes a = t.attributes(node);
    int[] kernel = a.sizes("kernel_shape", 2, 0, 1);
    if (kernel[0] == 0) {
      throw t.failure(node, "lacks the size of its window (kernel_shape)");
    }
    Window w = Window.of(node, kernel, t.shape(x), t);
    if (w.dilation()[0] != 1 || w.dilation()[1] != 1) {
      throw t.failure(node, "pools with dilation; supported is none");
    }
    Padding p = w.padding();
    if (Math.max(p.top(), p.bottom()) >= kernel[0] || Math.max(p.left(), p.right()) >= kernel[1]) {
      throw t.failure(node, "pads by a whole window or more");
    }
    boolean count = !max && a.integer("count_include_pad", 0) != 0 && !p.equals(Padding.NONE);
    if (count && a.integer("ceil_mode", 0) != 0) {
      throw t.failure(node, "counts padding (count_include_pad=1) and rounds up (ceil_mode=1)");
    }
    Pooling pooling =
        new Pooling(max, kernel[0], kernel[1], w.stride()[0], w.stride()[1], p, count);
    t.result(node, t.draw(node, t.name(node), pooling, x.node()), true);
  }

  static void globalPool(NodeProto node, boolean max, Translation t) {
    Translation.Value x = t.image(node, 0);
    t.result(node, t.draw(node, t.name(node), new GlobalPooling(max), x.node()), true);
  }

  /** The mean over height and width. */
  static void reduceMean(NodeProto node, Translation t) {
    Translation.Value x = t.image(node, 0);
    List<Long> axes = Shaping.axes(node, t).orElse(List.of());
    boolean spatial =
        axes.size() == 2
            && axes.stream()
                .map(axis -> axis < 0 ? axis + 4 : axis)
                .sorted()
                .toList()
                .equals(List.of(2L, 3L));
    if (!spatial) {
      throw t.failure(node, "takes the mean over axes %s; supported are 2 and 3".formatted(axes));
    }
    boolean image = t.attributes(node).integer("keepdims", 1) != 0;
    t.result(node, t.draw(node, t.name(node), new GlobalPooling(false), x.node()), image);
  }
}
