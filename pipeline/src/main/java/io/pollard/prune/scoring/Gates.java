package io.pollard.prune.scoring;

import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import java.util.function.DoubleUnaryOperator;

/** Derivatives of the loss by gates on channels. */
final class Gates {
  private Gates() {}

  /**
   * Adds, for each channel and example, a term of {@code sum over positions of a dL_n/da}.
   *
   * @param sums one per channel
   */
  static void add(Network network, Trace trace, DoubleUnaryOperator term, double[] sums) {
    ChannelLayers layers = new ChannelLayers(network);
    trace.gradients(
        (node, derivatives) -> {
          int first = layers.first(node.name());
          if (first < 0) {
            return;
          }
          float[] values = trace.values(node.name());
          int channels = node.output().channels();
          int pixels = node.output().size() / channels;
          for (int row = 0; row < trace.examples() * channels; row++) {
            double gate = 0.0;
            for (int i = row * pixels; i < (row + 1) * pixels; i++) {
              gate += (double) values[i] * derivatives[i];
            }
            sums[first + row % channels] += term.applyAsDouble(gate);
          }
        });
  }
}
