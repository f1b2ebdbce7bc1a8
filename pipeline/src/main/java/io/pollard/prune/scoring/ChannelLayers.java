package io.pollard.prune.scoring;

import io.pollard.UserException;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Dropout;
import io.pollard.prune.derivative.WeightedLayer;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Groups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The output channels of all layers with prunable weights, numbered through in network order, and
 * the node where each layer's channels are looked at: behind the batch norm, activation and dropout
 * that alone read it.
 */
final class ChannelLayers {
  private final Map<String, Integer> firsts = new LinkedHashMap<>();
  private final Map<String, String> layers = new LinkedHashMap<>();
  private final Map<String, WeightedLayer> weighted;
  private final int count;

  ChannelLayers(Network network) {
    weighted = WeightedLayer.byName(network);
    int next = 0;
    for (WeightedLayer layer : weighted.values()) {
      String name = layer.node().name();
      firsts.put(name, next);
      layers.put(looked(network, layer.node()), name);
      next += layer.node().output().channels();
    }
    count = next;
  }

  private static String looked(Network network, Node layer) {
    Node at = layer;
    while (true) {
      List<Node> readers = new ArrayList<>();
      for (Node node : network.graph().nodes()) {
        if (node.inputs().contains(at.name())) {
          readers.add(node);
        }
      }
      if (readers.size() != 1 || !follows(readers.get(0).operation())) {
        return at.name();
      }
      at = readers.get(0);
    }
  }

  private static boolean follows(Operation operation) {
    return operation instanceof BatchNorm
        || operation instanceof Activation
        || operation instanceof Dropout;
  }

  /** Number of channels. */
  int count() {
    return count;
  }

  /**
   * Number of the first channel that is looked at behind a node, or -1 if none is.
   *
   * @param node name of a node
   */
  int first(String node) {
    String layer = layers.get(node);
    return layer == null ? -1 : Objects.requireNonNull(firsts.get(layer));
  }

  /** Names of the nodes where channels are looked at. */
  Iterable<String> nodes() {
    return layers.keySet();
  }

  /**
   * Scores of groups from scores of channels: the sum over the channels that a group is made of,
   * one in each layer that is coupled.
   *
   * @param rule for messages
   * @param channels one score per channel
   * @throws UserException if a group is not of channels
   */
  float[] aggregate(ScoringRule rule, Groups groups, double[] channels) {
    float[] scores = new float[groups.count()];
    int next = 0;
    for (Block block : groups.blocks()) {
      for (ChannelGroup group : channels(rule, block).groups()) {
        scores[next++] = (float) group.filters().mapToDouble(part -> sum(part, channels)).sum();
      }
    }
    return scores;
  }

  private double sum(ChannelGroup.Part part, double[] channels) {
    WeightedLayer layer = Objects.requireNonNull(weighted.get(part.slice().layer()));
    int from = (part.span().start() - part.slice().offset()) / layer.columns();
    int to = from + part.span().size() / layer.columns();
    int first = Objects.requireNonNull(firsts.get(part.slice().layer()));
    double sum = 0.0;
    for (int channel = from; channel < to; channel++) {
      sum += channels[first + channel];
    }
    return sum;
  }

  /**
   * A block of channels.
   *
   * @throws UserException if it is of something else
   */
  static Channels channels(ScoringRule rule, Block block) {
    if (block instanceof Channels channels) {
      return channels;
    }
    throw new UserException(
        "Cannot score single weights with %s: it scores whole channels (tensor=%s); set structure to filter or neuron"
            .formatted(rule.name(), block.name()));
  }
}
