package io.pollard.prune.scoring;

import io.pollard.UserException;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.structure.Groups;
import java.util.Map;
import java.util.Objects;

/** Sums over the activations of channels. */
final class Activations {
  private Activations() {}

  /** What an activation adds. */
  @FunctionalInterface
  interface Term {
    double of(float activation);
  }

  /** Adds, for each channel and example, the mean of a term over the channel's positions. */
  static void add(Network network, Trace trace, Term term, double[] sums) {
    ChannelLayers layers = new ChannelLayers(network);
    Map<String, Node> nodes = network.graph().byName();
    for (String name : layers.nodes()) {
      Node node = Objects.requireNonNull(nodes.get(name));
      float[] values = trace.values(name);
      int channels = node.output().channels();
      int pixels = node.output().size() / channels;
      int first = layers.first(name);
      for (int row = 0; row < trace.examples() * channels; row++) {
        double sum = 0.0;
        for (int i = row * pixels; i < (row + 1) * pixels; i++) {
          sum += term.of(values[i]);
        }
        sums[first + row % channels] += sum / pixels;
      }
    }
  }

  /** Scores of groups from sums over examples. */
  static float[] means(ScoringRule rule, Network network, Groups groups, Sums sums) {
    double[] means = new double[sums.values().length];
    for (int i = 0; i < means.length; i++) {
      means[i] = sums.values()[i] / sums.examples();
    }
    return new ChannelLayers(network).aggregate(rule, groups, means);
  }

  /** Rules of channels have no scores of elements. */
  static UserException notOfElements(ScoringRule rule) {
    return new UserException(
        "Cannot score single weights with %s: it scores whole channels; set structure to filter or neuron"
            .formatted(rule.name()));
  }
}
