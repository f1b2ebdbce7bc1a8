package io.pollard.network.zoo;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;

/** Draws the residual networks of every depth. */
final class ResidualStages {
  private final GraphBuilder graph;
  private final Shortcut shortcut;

  private ResidualStages(GraphBuilder graph, Shortcut shortcut) {
    this.graph = graph;
    this.shortcut = shortcut;
  }

  static Network build(String name, int depth, Shortcut shortcut, Shape input, int classes) {
    GraphBuilder graph = new GraphBuilder(name, input);
    ResidualStages stages = new ResidualStages(graph, shortcut);
    String conv1 = graph.convolution("conv1", graph.input(), 16, 3, 1, 1, false);
    String at = graph.relu("relu1", graph.batchNorm("bn1", conv1));
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 1; block <= (depth - 2) / 6; block++) {
        int stride = stage > 1 && block == 1 ? 2 : 1;
        at = stages.block("stage" + stage + ".block" + block, at, 8 << stage, stride);
      }
    }
    String pool = graph.globalAveragePool("pool", at);
    return Dl4jNetworks.fromGraph(name, graph.classifier("fc", pool, classes));
  }

  private String block(String name, String from, int channels, int stride) {
    String conv1 = graph.convolution(name + ".conv1", from, channels, 3, stride, 1, false);
    String relu1 = graph.relu(name + ".relu1", graph.batchNorm(name + ".bn1", conv1));
    String conv2 = graph.convolution(name + ".conv2", relu1, channels, 3, 1, 1, false);
    String bn2 = graph.batchNorm(name + ".bn2", conv2);
    String identity = stride == 1 ? from : shortcut(name + ".shortcut", from, channels, stride);
    return graph.relu(name + ".relu2", graph.add(name + ".add", bn2, identity));
  }

  private String shortcut(String name, String from, int channels, int stride) {
    return switch (shortcut) {
      case A -> padded(name, graph.subsample(name + ".pool", from, stride), channels);
      case B ->
          graph.batchNorm(
              name + ".bn", graph.convolution(name + ".conv", from, channels, 1, stride, 0, false));
      case TAS ->
          graph.convolution(
              name + ".conv",
              graph.averagePool(name + ".pool", from, stride),
              channels,
              1,
              1,
              0,
              false);
    };
  }

  /** Zeros are the channels times 0, so that a DL4J zip needs no layer of ours. */
  private String padded(String name, String from, int channels) {
    if (channels != 2 * graph.shape(from).channels()) {
      throw new IllegalArgumentException("a padded shortcut doubles the channels");
    }
    return graph.concat(name, from, graph.scale(name + ".zeros", from, 0.0));
  }
}
