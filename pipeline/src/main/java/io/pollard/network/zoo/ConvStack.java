package io.pollard.network.zoo;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;

/**
 * Draws Conv-2, Conv-4 and Conv-6 (Frankle, Carbin 2019, figure 2; METHODS section 10): pairs of
 * 3x3 convolutions with 64, 128 and 256 channels, each pair before 2x2 max pooling, then dense
 * layers of 256 and 256 units; ReLU after every layer but the last, biases everywhere.
 */
final class ConvStack {
  private ConvStack() {}

  static Network build(String name, int pairs, Shape input, int classes) {
    GraphBuilder graph = new GraphBuilder(name, input);
    String at = graph.input();
    for (int pair = 0; pair < pairs; pair++) {
      for (int i = 1; i <= 2; i++) {
        String conv = "conv" + (2 * pair + i);
        at = graph.relu(graph.convolution(conv, at, 64 << pair, 3, 1, 1, true));
      }
      at = graph.maxPool("pool" + (pair + 1), at, 2);
    }
    at = graph.relu(graph.dense("fc1", at, 256, true));
    at = graph.relu(graph.dense("fc2", at, 256, true));
    return Dl4jNetworks.fromGraph(name, graph.classifier("fc3", at, classes));
  }
}
