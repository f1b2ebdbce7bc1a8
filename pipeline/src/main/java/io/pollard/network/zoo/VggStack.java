package io.pollard.network.zoo;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Shape;

/**
 * Draws the convolutions of VGG (Simonyan, Zisserman 2015) for small images: five groups of 3x3
 * convolutions, each with batch norm and ReLU.
 */
final class VggStack {
  private static final int[] CHANNELS = {64, 128, 256, 512, 512};

  private final GraphBuilder graph;
  private final boolean convolutionBias;
  private int number;

  VggStack(String name, Shape input, boolean convolutionBias) {
    graph = new GraphBuilder(name, input);
    this.convolutionBias = convolutionBias;
  }

  GraphBuilder graph() {
    return graph;
  }

  /**
   * The five groups.
   *
   * @param depths convolutions in each group
   * @param lastPool whether 2x2 max pooling comes behind the last group too, not only between
   *     groups
   * @return the last node
   */
  String groups(int[] depths, boolean lastPool) {
    String at = graph.input();
    for (int group = 0; group < depths.length; group++) {
      for (int i = 0; i < depths[group]; i++) {
        at = convolution(at, CHANNELS[group]);
      }
      if (lastPool || group < depths.length - 1) {
        at = graph.maxPool("pool" + (group + 1), at, 2);
      }
    }
    return at;
  }

  private String convolution(String from, int channels) {
    number++;
    String conv = graph.convolution("conv" + number, from, channels, 3, 1, 1, convolutionBias);
    return graph.relu("relu" + number, graph.batchNorm("bn" + number, conv));
  }
}
