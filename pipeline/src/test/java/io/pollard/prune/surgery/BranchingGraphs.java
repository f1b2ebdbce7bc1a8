package io.pollard.prune.surgery;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.random.Draws;

/**
 * Networks drawn at random from what couples channels: sums, concatenations, depthwise and grouped
 * layers, two heads.
 */
final class BranchingGraphs {
  private static final Padding SAME = new Padding(1, 1, 1, 1);

  private final Draws draws;
  private final GraphBuilder graph;
  private int number;

  private BranchingGraphs(Draws draws, Shape input) {
    this.draws = draws;
    graph = new GraphBuilder("random", input);
  }

  /**
   * Draws a network.
   *
   * @param blocks how many blocks come one behind the other
   */
  static Network draw(long seed, int blocks) {
    Draws draws = Draws.of(seed, "branching");
    Shape input = new Shape(1 + draws.nextInt(3), 5 + draws.nextInt(3), 5 + draws.nextInt(3));
    return new BranchingGraphs(draws, input).network(blocks);
  }

  private Network network(int blocks) {
    String at = graph.input();
    String early = at;
    for (int i = 0; i < blocks; i++) {
      early = at;
      at = block(at);
    }
    int classes = 2 + draws.nextInt(3);
    if (draws.nextInt(3) == 0) {
      return twoHeads(early, at, classes);
    }
    if (draws.nextBoolean()) {
      at = graph.globalAveragePool("gap", at);
    }
    if (draws.nextBoolean()) {
      at = hidden(at);
    }
    return Dl4jNetworks.fromGraph("random", graph.classifier("fc", at, classes));
  }

  /** Logits that a head of an earlier point and one of the last point give together. */
  private Network twoHeads(String early, String late, int classes) {
    String one = graph.dense("head1", early, classes, true);
    String pooled = graph.globalAveragePool(name("gap"), late);
    String two = graph.dense("head2", hidden(pooled), classes, draws.nextBoolean());
    graph.node("loss", new SoftmaxCrossEntropy(), graph.add("logits", one, two));
    return Dl4jNetworks.fromGraph("random", graph.graph());
  }

  private String block(String from) {
    int channels = 2 + draws.nextInt(5);
    return switch (draws.nextInt(11)) {
      case 0 -> identity(conv(from, channels));
      case 1 -> graph.add(name("sum"), conv(function(conv(from, channels)), 4), conv(from, 4));
      case 2 -> graph.concat(name("both"), conv(from, channels), function(conv(from, 3)));
      case 3 -> {
        String both = graph.concat(name("both"), conv(from, 2), conv(from, channels));
        yield function(graph.add(name("sum"), conv(from, 2 + channels), both));
      }
      case 4 -> depthwise(conv(from, channels));
      case 5 -> {
        String narrow = conv(from, channels);
        String padded =
            graph.concat(name("padded"), narrow, graph.scale(name("zeros"), narrow, 0.0));
        yield graph.add(name("sum"), padded, conv(narrow, 2 * channels));
      }
      case 7 -> {
        String squeezed = graph.globalAveragePool(name("gap"), from);
        String gate =
            graph.node(
                name("gate"),
                new Activation(Function.SIGMOID, 0.0),
                conv(squeezed, graph.shape(from).channels()));
        yield graph.multiplyChannels(name("excited"), from, gate);
      }
      case 8 -> {
        String all = conv(from, 2 * channels);
        String one = graph.node(name("part"), new Channels(0, channels), all);
        String two = graph.node(name("part"), new Channels(channels, 2 * channels), all);
        yield graph.concat(name("both"), conv(two, 3), conv(function(one), 2), two);
      }
      case 9 -> grouped(conv(from, 2 * channels), 2 * channels);
      case 6 -> graph.scale(name("scaled"), conv(from, channels), 0.5);
      default -> {
        String conv = conv(from, channels);
        yield graph.shape(conv).height() > 3 ? graph.maxPool(name("pool"), conv, 2) : conv;
      }
    };
  }

  /** Two residual blocks on one stream. */
  private String identity(String stream) {
    int channels = graph.shape(stream).channels();
    String one = graph.add(name("sum"), stream, conv(function(conv(stream, 3)), channels));
    return graph.add(name("sum"), one, conv(function(conv(one, 5)), channels));
  }

  private String depthwise(String from) {
    int channels = graph.shape(from).channels();
    Convolution depthwise =
        new Convolution(
            channels,
            channels * (1 + draws.nextInt(2)),
            3,
            3,
            1,
            1,
            SAME,
            1,
            1,
            channels,
            draws.nextBoolean());
    return function(graph.node(name("depthwise"), depthwise, from));
  }

  /** Two groups, none of which reads the other's channels. */
  private String grouped(String from, int channels) {
    Convolution grouped =
        new Convolution(channels, 6, 3, 3, 1, 1, SAME, 1, 1, 2, draws.nextBoolean());
    return function(graph.grouped(name("grouped"), grouped, from));
  }

  private String hidden(String from) {
    String one = graph.dense(name("dense"), from, 5, true);
    String bent = draws.nextBoolean() ? graph.relu(one) : graph.batchNorm(name("bn"), one);
    return graph.add(name("sum"), bent, graph.dense(name("dense"), bent, 5, true));
  }

  private String conv(String from, int channels) {
    int kernel = draws.nextBoolean() ? 3 : 1;
    String conv =
        graph.convolution(name("conv"), from, channels, kernel, 1, kernel / 2, draws.nextBoolean());
    return draws.nextBoolean() ? graph.batchNorm(name("bn"), conv) : conv;
  }

  private String function(String from) {
    Function function =
        switch (draws.nextInt(4)) {
          case 0 -> Function.SIGMOID;
          case 1 -> Function.TANH;
          default -> Function.RELU;
        };
    return graph.node(name("function"), new Activation(function, 0.0), from);
  }

  private String name(String kind) {
    return kind + number++;
  }
}
