package io.pollard.prune.repair;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Role;

/**
 * A batch norm's values for one channel: {@code y = gamma (x - mean) / deviation + beta}.
 *
 * @param deviation sqrt(variance + epsilon)
 */
record Normed(double gamma, double beta, double mean, double deviation) {

  /**
   * The values of a channel.
   *
   * @param norm the batch norm
   * @param bias what the layer before adds to the channel; subtracted from the mean
   */
  static Normed of(Network network, Node norm, int channel, float[] weights, double bias) {
    double variance = value(network, norm, Role.VARIANCE, channel, weights);
    return new Normed(
        value(network, norm, Role.GAMMA, channel, weights),
        value(network, norm, Role.BETA, channel, weights),
        value(network, norm, Role.MEAN, channel, weights) - bias,
        Math.sqrt(variance + ((BatchNorm) norm.operation()).epsilon()));
  }

  /** The same with the variance, epsilon included, where the deviation belongs. */
  Normed withVariance() {
    return new Normed(gamma, beta, mean, deviation * deviation);
  }

  private static double value(Network network, Node norm, Role role, int channel, float[] weights) {
    return network
        .layout()
        .find(norm.name(), role)
        .map(slice -> (double) weights[slice.offset() + channel])
        .orElseThrow(() -> new IllegalArgumentException(norm.name() + " has no " + role));
  }
}
