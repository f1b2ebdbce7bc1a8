package io.pollard.prune.repair;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Network;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import io.pollard.spec.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Neuron merging: a kept channel k stands in for a removed one r, so that the layers behind get
 * {@code W_next[:, k] += S W_next[:, r]}. Needs no data and no training; the kept channels' own
 * weights stay as they are. Which channels go is the selection's choice.
 *
 * <ul>
 *   <li>Without batch norm: the bias is one more weight, k is the kept channel with the largest
 *       cosine (ties: the first), {@code S = ||w_r|| / ||w_k||}.
 *   <li>With batch norm right behind the layer: S and what is left over, B, as {@link Merge} says
 *       (the layer's bias lies in the norm's mean), k the one with the least {@code balance (1 -
 *       cos) + (1 - balance) |B| / S}, the latter put between 0 and 1 over the kept channels with S
 *       > 0.
 * </ul>
 *
 * <p>Where the cosine is below the threshold, the channel is pruned without a stand-in; so are
 * channels that several layers make together (residual sums) or that pass anything a factor does
 * not pass (see {@link Passage}). Layer by layer in network order, with the columns that earlier
 * layers have merged. Cost: removed times kept channels times the size of a filter.
 *
 * <p>Source: Kim, Kim, Park, Jeon (2020), "Neuron merging: compensating for pruned neurons",
 * sections 3.2 and 3.3 (METHODS S4).
 *
 * @param threshold t: least cosine at which channels are merged; 0.45 in the paper for
 *     LeNet-300-100, 0.1 for VGG-16 and ResNet-56
 * @param balance lambda: weight of the cosine against B, in [0, 1]
 * @param formula of S and B behind batch norm
 */
@Summary("a kept channel stands in for a removed one (Kim et al. 2020)")
@AutoService(Repair.class)
public record NeuronMerging(double threshold, double balance, Formula formula) implements Repair {

  /** Where S and B come from. */
  public enum Formula {
    /** The paper's derivation, which is exact for channels that are multiples of each other. */
    DERIVED,
    /** The published program's, to compare numbers with it: {@link Merge#published}. */
    PUBLISHED;

    Merge merge(double norms, Normed removed, Normed kept) {
      return this == DERIVED
          ? Merge.of(norms, removed, kept)
          : Merge.published(norms, removed, kept);
    }
  }

  public NeuronMerging {
    if (!(threshold >= -1.0 && threshold <= 1.0)) {
      throw new IllegalArgumentException("threshold lies in [-1, 1], found " + threshold);
    }
    if (!(balance >= 0.0 && balance <= 1.0)) {
      throw new IllegalArgumentException("balance lies in [0, 1], found " + balance);
    }
  }

  public NeuronMerging() {
    this(0.1, 0.85, Formula.DERIVED);
  }

  /**
   * @throws UserException if no layer's channels can be merged
   */
  @Override
  public Repaired repair(Damage damage, Examples examples) {
    Network network = damage.network();
    float[] weights = damage.masked();
    List<Channels> blocks = damage.channels(this);
    requireAny(network, blocks, this);
    for (Channels block : blocks) {
      Optional<Passage> passage = Passage.of(network, block.groups().get(0));
      for (int removed : damage.gone(block)) {
        ChannelGroup group = block.groups().get(removed);
        if (passage.isPresent()) {
          merge(network, passage.get(), group, kept(damage, block), weights);
        }
        Damage.dropColumns(group, weights);
      }
    }
    return new Repaired(weights, damage.mask());
  }

  static void requireAny(Network network, List<Channels> blocks, Repair repair) {
    if (blocks.stream().allMatch(b -> Passage.of(network, b.groups().get(0)).isEmpty())) {
      throw new UserException(
          "Cannot repair %s by %s: no layer makes its channels alone and passes them on through ReLU, pooling or nothing at all, as it needs to scale them (blocks=%d); set repair to least-squares or none"
              .formatted(network.name(), repair.name(), blocks.size()));
    }
  }

  private static List<ChannelGroup> kept(Damage damage, Channels block) {
    return IntStream.of(damage.kept(block)).mapToObj(block.groups()::get).toList();
  }

  private void merge(
      Network network,
      Passage passage,
      ChannelGroup removed,
      List<ChannelGroup> kept,
      float[] weights) {
    List<ChannelGroup> candidates = new ArrayList<>();
    List<Merge> merges = new ArrayList<>();
    List<Double> distances = new ArrayList<>();
    double[] own = vector(network, passage, removed, weights);
    double length = ChannelVectors.norm(own);
    for (ChannelGroup candidate : kept) {
      double[] other = vector(network, passage, candidate, weights);
      double otherLength = ChannelVectors.norm(other);
      Merge merge = merge(network, passage, removed, candidate, length / otherLength, weights);
      if (merge.isUsable()) {
        candidates.add(candidate);
        merges.add(merge);
        distances.add(1.0 - ChannelVectors.dot(own, other) / (length * otherLength));
      }
    }
    double[] away = distances.stream().mapToDouble(Double::doubleValue).toArray();
    double share = passage.norm().isPresent() ? balance : 1.0;
    int best = Merge.best(away, merges.toArray(Merge[]::new), share);
    if (best >= 0 && 1.0 - away[best] >= threshold) {
      ChannelVectors.addColumns(removed, merges.get(best).scale(), candidates.get(best), weights);
    }
  }

  /** Without batch norm the bias counts as one more weight. */
  private static double[] vector(
      Network network, Passage passage, ChannelGroup group, float[] weights) {
    double[] filter = ChannelVectors.filter(group, weights);
    return passage.norm().isPresent()
        ? filter
        : ChannelVectors.with(filter, ChannelVectors.bias(network, group, weights));
  }

  private Merge merge(
      Network network,
      Passage passage,
      ChannelGroup removed,
      ChannelGroup kept,
      double norms,
      float[] weights) {
    return passage
        .norm()
        .map(
            norm ->
                formula.merge(
                    norms,
                    Normed.of(
                        network,
                        norm,
                        removed.channel(),
                        weights,
                        ChannelVectors.bias(network, removed, weights)),
                    Normed.of(
                        network,
                        norm,
                        kept.channel(),
                        weights,
                        ChannelVectors.bias(network, kept, weights))))
        .orElseGet(() -> new Merge(norms, 0.0));
  }
}
