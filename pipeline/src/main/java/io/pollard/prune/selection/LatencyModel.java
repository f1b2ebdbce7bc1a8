package io.pollard.prune.selection;

import io.pollard.UserException;
import io.pollard.network.LayerCounts;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Groups;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a network without some of its channels takes, by a {@link LatencyTable}: the sum over its
 * layers. A layer's time is a function of its work, multiply-accumulates or, of layers without any,
 * parameters: at each width of the table it is the measured time, or that of the width before if
 * the clock said less, straight in between, and constant below the smallest. So it never falls when
 * a channel is added, whatever the noise. Other things go by the multiply-accumulates of the whole
 * network. Cost of a prediction: one count of the mask.
 */
public final class LatencyModel {
  private final Network network;
  private final SortedMap<String, Curve> curves = new TreeMap<>();

  /** Milliseconds over work, both never falling. */
  private record Curve(double[] work, double[] times) {
    double at(double some) {
      if (some <= work[0]) {
        return times[0];
      }
      for (int i = 1; i < work.length; i++) {
        if (some <= work[i]) {
          double share = (some - work[i - 1]) / (work[i] - work[i - 1]);
          return times[i - 1] + share * (times[i] - times[i - 1]);
        }
      }
      return times[times.length - 1];
    }
  }

  /**
   * @param groups the channels that may go; the table was measured with them
   * @throws UserException if they are no channels, or the table is another network's
   */
  public LatencyModel(Network network, Groups groups, LatencyTable table) {
    this.network = network;
    requireChannels(network, groups);
    List<Map<String, Double>> works =
        table.widths().stream()
            .map(width -> work(network, thin(network, groups, width.value())))
            .toList();
    requireLayers(network, table, works.get(0));
    table
        .layers()
        .forEach(
            (layer, times) -> {
              double[] work = new double[times.size()];
              double[] least = new double[times.size()];
              for (int i = 0; i < work.length; i++) {
                work[i] = works.get(i).getOrDefault(layer, 0.0);
                least[i] = i == 0 ? times.get(0) : Math.max(least[i - 1], times.get(i));
              }
              curves.put(layer, new Curve(work, least));
            });
  }

  /**
   * The mask that leaves every layer the same share of its channels: the first ceil(share n) of
   * each block, in its multiples, at least as many as always stay.
   */
  public static Mask thin(Network network, Groups groups, double width) {
    long[] words = Mask.dense(network.layout().length()).words();
    for (Block block : groups.blocks()) {
      int some = Math.max(block.floor(), (int) Math.ceil(width * block.count()));
      int kept =
          Math.min(block.count(), -Math.floorDiv(-some, block.multiple()) * block.multiple());
      for (int group = kept; group < block.count(); group++) {
        block.forEachPruned(group, i -> words[i >>> 6] &= ~(1L << i));
      }
    }
    return Mask.ofWords(words, network.layout().length());
  }

  /** Milliseconds under a mask. */
  public double milliseconds(Mask mask) {
    Map<String, Double> work = work(network, mask);
    double sum = 0.0;
    for (Map.Entry<String, Curve> layer : curves.entrySet()) {
      sum += layer.getValue().at(work.getOrDefault(layer.getKey(), 0.0));
    }
    return sum;
  }

  private static Map<String, Double> work(Network network, Mask mask) {
    Map<String, Double> work = new HashMap<>();
    for (LayerCounts layer : NetworkCounts.of(network, mask).layers()) {
      work.put(
          layer.layer(), (double) (layer.macs() > 0 ? layer.macsEffective() : layer.nonzero()));
      work.merge(LatencyTable.OTHER, (double) layer.macsEffective(), Double::sum);
    }
    return work;
  }

  private static void requireChannels(Network network, Groups groups) {
    if (!groups.blocks().stream().allMatch(Channels.class::isInstance)) {
      throw new UserException(
          "Cannot prune %s to a latency: no clock sees what is not taken out as whole channels; set structure to filter or neuron"
              .formatted(network.name()));
    }
  }

  private static void requireLayers(
      Network network, LatencyTable table, Map<String, Double> known) {
    List<String> unknown = new ArrayList<>(table.layers().keySet());
    unknown.removeAll(known.keySet());
    List<String> missing = new ArrayList<>(new TreeSet<>(known.keySet()));
    missing.removeAll(table.layers().keySet());
    missing.remove(LatencyTable.OTHER);
    if (!unknown.isEmpty() || missing.size() == known.size() - 1) {
      throw new UserException(
          "Cannot prune %s to a latency: the table is another network's (unknown layers=%s, missing=%s); measure this one with 'pollard latency'"
              .formatted(network.name(), unknown, missing));
    }
  }
}
