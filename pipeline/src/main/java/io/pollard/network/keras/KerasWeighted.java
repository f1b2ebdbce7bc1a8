package io.pollard.network.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keras' layers with weights. */
final class KerasWeighted {
  private KerasWeighted() {}

  static KerasTranslation.Value convolution(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    int nOut = positive(layer, "filters");
    Convolution c = window(layer, in.get(0), nOut, layer.integer("groups", 1), t);
    if (c.groups() < 1 || c.nIn() % c.groups() != 0 || nOut % c.groups() != 0) {
      throw layer.failure(
          "has %d channels and %d filters in %d groups".formatted(c.nIn(), nOut, c.groups()));
    }
    int one = c.nIn() / c.groups();
    int pixels = c.kernelHeight() * c.kernelWidth();
    float[] kernels =
        KerasOrders.kernels(
            t.weight(layer, List.of(c.kernelHeight(), c.kernelWidth(), one, nOut), "kernel")
                .values(),
            pixels,
            one,
            nOut);
    Optional<float[]> bias = bias(layer, nOut, t);
    drawGroups(layer, c, in.get(0), t);
    if (c.groups() == 1) {
      t.weight(layer.name(), Role.WEIGHT, kernels);
      bias.ifPresent(b -> t.weight(layer.name(), Role.BIAS, b));
    } else if (c.groups() == c.nIn()) {
      t.weight(
          layer.name(), Role.WEIGHT, KerasOrders.matrix(kernels, nOut, pixels, Optional.empty()));
      bias.ifPresent(b -> t.weight(layer.name(), Role.BIAS, b));
    } else {
      for (int g = 0; g < c.groups(); g++) {
        String part = layer.name() + ":" + g;
        t.weight(part, Role.WEIGHT, share(kernels, g, c.groups()));
        int group = g;
        bias.ifPresent(b -> t.weight(part, Role.BIAS, share(b, group, c.groups())));
      }
    }
    return activated(layer, t);
  }

  private static void drawGroups(
      KerasLayer layer, Convolution c, KerasTranslation.Value in, KerasTranslation t) {
    try {
      t.builder().grouped(layer.name(), c, in.node());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw layer.failure("does not fit: " + e.getMessage());
    }
  }

  private static float[] share(float[] all, int part, int parts) {
    int size = all.length / parts;
    return Arrays.copyOfRange(all, part * size, (part + 1) * size);
  }

  /** Keras' kernels {@code [kH, kW, in, multiplier]} are DL4J's. */
  static KerasTranslation.Value depthwise(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    int channels = t.shape(in.get(0)).channels();
    int multiplier = layer.integer("depth_multiplier", 1);
    Convolution c = window(layer, in.get(0), channels * multiplier, channels, t);
    t.draw(layer, layer.name(), c, in.get(0).node());
    List<Integer> shape = List.of(c.kernelHeight(), c.kernelWidth(), channels, multiplier);
    t.weight(
        layer.name(), Role.WEIGHT, t.weight(layer, shape, "depthwise_kernel", "kernel").values());
    bias(layer, c.nOut(), t).ifPresent(b -> t.weight(layer.name(), Role.BIAS, b));
    return activated(layer, t);
  }

  /** A depthwise convolution {@code name:depthwise}, and behind it one of single pixels. */
  static KerasTranslation.Value separable(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    int channels = t.shape(in.get(0)).channels();
    int multiplier = layer.integer("depth_multiplier", 1);
    int inner = channels * multiplier;
    Convolution both = window(layer, in.get(0), inner, channels, t);
    Convolution first =
        new Convolution(
            channels,
            inner,
            both.kernelHeight(),
            both.kernelWidth(),
            both.strideHeight(),
            both.strideWidth(),
            both.padding(),
            both.dilationHeight(),
            both.dilationWidth(),
            channels,
            false);
    String depthwise = layer.name() + ":depthwise";
    t.draw(layer, depthwise, first, in.get(0).node());
    List<Integer> shape = List.of(both.kernelHeight(), both.kernelWidth(), channels, multiplier);
    t.weight(depthwise, Role.WEIGHT, t.weight(layer, shape, "depthwise_kernel").values());
    int nOut = positive(layer, "filters");
    Convolution second =
        new Convolution(
            inner,
            nOut,
            1,
            1,
            1,
            1,
            io.pollard.network.Operation.Padding.NONE,
            1,
            1,
            1,
            both.bias());
    t.draw(layer, layer.name(), second, depthwise);
    float[] pointwise = t.weight(layer, List.of(1, 1, inner, nOut), "pointwise_kernel").values();
    t.weight(layer.name(), Role.WEIGHT, KerasOrders.kernels(pointwise, 1, inner, nOut));
    bias(layer, nOut, t).ifPresent(b -> t.weight(layer.name(), Role.BIAS, b));
    return activated(layer, t);
  }

  static KerasTranslation.Value dense(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    Shape shape = t.shape(in.get(0));
    if (!shape.isVector()) {
      throw layer.failure("reads an image of shape %s; supported are vectors".formatted(shape));
    }
    int nIn = shape.size();
    int nOut = positive(layer, "units");
    float[] kernel = t.weight(layer, List.of(nIn, nOut), "kernel").values();
    Optional<float[]> bias = bias(layer, nOut, t);
    t.draw(layer, layer.name(), new Dense(nIn, nOut, bias.isPresent()), in.get(0).node());
    t.weight(
        layer.name(), Role.WEIGHT, KerasOrders.matrix(kernel, nIn, nOut, in.get(0).flattened()));
    bias.ifPresent(b -> t.weight(layer.name(), Role.BIAS, b));
    return activated(layer, t);
  }

  static KerasTranslation.Value batchNorm(
      KerasLayer layer, List<KerasTranslation.Value> in, KerasTranslation t) {
    KerasTranslation.Value x = in.get(0);
    Shape shape = t.shape(x);
    JsonNode axis = layer.config().path("axis");
    int along = axis.isArray() ? axis.path(0).asInt(-1) : axis.asInt(-1);
    boolean last = along == -1 || along == 3 || (shape.isVector() && along == 1);
    boolean first = along == 1;
    if (!last && !first) {
      throw layer.failure("normalises axis %d; supported are channels".formatted(along));
    }
    int channels = shape.channels();
    double epsilon = layer.number("epsilon", 1e-3);
    double decay = layer.number("momentum", 0.99);
    t.draw(layer, layer.name(), new BatchNorm(channels, epsilon, decay), x.node());
    float[] ones = new float[channels];
    Arrays.fill(ones, 1.0f);
    boolean scale = layer.flag("scale", true);
    boolean center = layer.flag("center", true);
    normal(layer, Role.GAMMA, scale ? Optional.of("gamma") : Optional.empty(), ones, x, t);
    normal(
        layer,
        Role.BETA,
        center ? Optional.of("beta") : Optional.empty(),
        new float[channels],
        x,
        t);
    normal(layer, Role.MEAN, Optional.of("moving_mean"), ones, x, t);
    normal(layer, Role.VARIANCE, Optional.of("moving_variance"), ones, x, t);
    return x.at(layer.name());
  }

  private static void normal(
      KerasLayer layer,
      Role role,
      Optional<String> stored,
      float[] otherwise,
      KerasTranslation.Value x,
      KerasTranslation t) {
    float[] values =
        stored
            .map(name -> t.weight(layer, List.of(otherwise.length), name).values())
            .orElse(otherwise);
    t.weight(layer.name(), role, KerasOrders.vector(values, x.flattened()));
  }

  private static Convolution window(
      KerasLayer layer, KerasTranslation.Value in, int nOut, int groups, KerasTranslation t) {
    int[] kernel = layer.pair("kernel_size", 1);
    int[] stride = layer.pair("strides", 1);
    int[] dilation = layer.pair("dilation_rate", 1);
    return new Convolution(
        t.shape(in).channels(),
        nOut,
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        t.padding(layer, in, kernel, stride, dilation),
        dilation[0],
        dilation[1],
        groups,
        layer.flag("use_bias", true));
  }

  private static int positive(KerasLayer layer, String key) {
    int value = layer.integer(key, 0);
    if (value < 1) {
      throw layer.failure("gives %s the value %d".formatted(key, value));
    }
    return value;
  }

  private static Optional<float[]> bias(KerasLayer layer, int nOut, KerasTranslation t) {
    return layer.flag("use_bias", true)
        ? Optional.of(t.weight(layer, List.of(nOut), "bias").values())
        : Optional.empty();
  }

  /** What the layer's own activation makes of its result. */
  private static KerasTranslation.Value activated(KerasLayer layer, KerasTranslation t) {
    String function = layer.text("activation").orElse("linear");
    String name = layer.name() + (function.equals("softmax") ? ":loss" : ":activation");
    return KerasFunctions.apply(
        function, layer, KerasTranslation.Value.plain(layer.name()), name, t);
  }
}
