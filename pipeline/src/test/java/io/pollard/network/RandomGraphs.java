package io.pollard.network;

import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Shift;
import io.pollard.random.Draws;

/** Graphs of layers drawn at random. For tests. */
public final class RandomGraphs {
  private RandomGraphs() {}

  /** A chain of layers with a skip connection now and then. */
  public static LayerGraph draw(long seed, int length) {
    Draws draws = Draws.of(seed, "graph");
    Shape input = new Shape(1 + draws.nextInt(3), 6 + draws.nextInt(6), 6 + draws.nextInt(6));
    GraphBuilder graph = new GraphBuilder("random", input);
    String at = graph.input();
    for (int i = 0; i < length; i++) {
      at = layer(graph, "layer" + i, at, draws);
    }
    return graph.classifier("fc", at, 2 + draws.nextInt(4));
  }

  private static String layer(GraphBuilder graph, String name, String from, Draws draws) {
    Shape shape = graph.shape(from);
    if (shape.isVector()) {
      String dense = graph.dense(name, from, 1 + draws.nextInt(6), draws.nextBoolean());
      return draws.nextBoolean() ? graph.relu(dense) : graph.batchNorm(name + ".bn", dense);
    }
    return switch (draws.nextInt(13)) {
      case 0 -> graph.batchNorm(name, from);
      case 1 -> graph.node(name, pooling(shape, draws), from);
      case 2 -> graph.node(name, new Activation(Function.LEAKY_RELU, 0.125), from);
      case 3 -> graph.add(name, from, graph.scale(name + ".half", from, 0.5));
      case 4 -> graph.concat(name, graph.scale(name + ".minus", from, -1.0), from);
      case 5 -> graph.dense(name, graph.node(name + ".vector", new Flatten(), from), 5, true);
      case 6 -> graph.node(name, convolution(shape, 1, draws), from);
      case 7 -> graph.node(name, new Activation(Function.HARD_SWISH, 0.0), from);
      case 8 -> graph.multiply(name, from, graph.node(name + ".more", new Shift(0.5), from));
      case 9 -> graph.multiplyChannels(name, from, gate(graph, name, from));
      case 10 -> graph.node(name, new Channels(0, 1 + draws.nextInt(shape.channels())), from);
      case 11 -> graph.grouped(name, grouped(shape, draws), from);
      default -> graph.relu(graph.node(name, convolution(shape, shape.channels(), draws), from));
    };
  }

  private static String gate(GraphBuilder graph, String name, String from) {
    String mean = graph.globalAveragePool(name + ".mean", from);
    String conv =
        graph.convolution(name + ".fc", mean, graph.shape(from).channels(), 1, 1, 0, true);
    return graph.node(name + ".gate", new Activation(Function.HARD_SIGMOID, 0.0), conv);
  }

  private static Convolution grouped(Shape shape, Draws draws) {
    // One channel a group would be depthwise, and the dilation drawn here is not for those.
    int groups = shape.channels() % 2 == 0 && shape.channels() > 2 ? 2 : 1;
    Convolution one = convolution(shape, 1, draws);
    return new Convolution(
        one.nIn(),
        one.nOut() * groups,
        one.kernelHeight(),
        one.kernelWidth(),
        one.strideHeight(),
        one.strideWidth(),
        one.padding(),
        one.dilationHeight(),
        one.dilationWidth(),
        groups,
        one.bias());
  }

  private static Pooling pooling(Shape shape, Draws draws) {
    int[] kernel = {
      1 + draws.nextInt(Math.min(2, shape.height())), 1 + draws.nextInt(Math.min(2, shape.width()))
    };
    int[] stride = {1 + draws.nextInt(2), 1 + draws.nextInt(2)};
    Padding padding =
        draws.nextBoolean() ? Padding.NONE : Shapes.same(shape, kernel, stride, new int[] {1, 1});
    return new Pooling(
        draws.nextBoolean(), kernel[0], kernel[1], stride[0], stride[1], padding, false);
  }

  private static Convolution convolution(Shape shape, int groups, Draws draws) {
    int[] kernel = {1 + draws.nextInt(3), 1 + draws.nextInt(3)};
    int[] stride = {1 + draws.nextInt(2), 1 + draws.nextInt(2)};
    // DL4J 1.0.0-M2.1 fails to run depthwise convolutions with dilation.
    int dilation = groups == 1 ? 1 + draws.nextInt(2) : 1;
    Padding padding = Shapes.same(shape, kernel, stride, new int[] {dilation, dilation});
    return new Convolution(
        shape.channels(),
        groups == 1 ? 1 + draws.nextInt(4) : groups * (1 + draws.nextInt(2)),
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        padding,
        dilation,
        dilation,
        groups,
        draws.nextBoolean());
  }
}
