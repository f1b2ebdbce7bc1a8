package io.pollard.prune.repair;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Dense;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import io.pollard.spec.Summary;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Data-free neuron removal: similar neurons of a dense layer are merged pair by pair, {@code a_i +=
 * (||w_j|| / ||w_i||) a_j} for the outgoing weights, until as many are gone as were selected to go;
 * which ones is decided here, by {@link PairSaliencies}, not by the scores. Batch norm right behind
 * the layer is folded into its weights first. Needs no data and no training. Dense layers only; the
 * classifier's outputs stay. Layers that pass on anything a factor does not pass (see {@link
 * Passage}) are pruned as selected, without merging.
 *
 * <p>Layer by layer in network order. Cost: n^2 times the number of inputs, and n^2 a merge. How
 * many go is the selection's, or with {@code cut: mode} at most that: the method then ends by
 * itself.
 *
 * <p>Source: Srinivas, Babu (2015), "Data-free parameter pruning for deep neural networks", section
 * 3 (METHODS S5).
 *
 * @param normalized whether weight sets are compared at unit norm, which ReLU allows; otherwise
 *     they are compared, and outgoing weights added, as they are
 * @param cut when it ends
 */
@Summary("merges similar neurons pair by pair (Srinivas, Babu 2015)")
@AutoService(Repair.class)
public record DataFreeMerging(boolean normalized, Cut cut) implements Repair {

  public DataFreeMerging() {
    this(true, Cut.COUNT);
  }

  /**
   * @throws UserException if a layer is no dense layer, or no layer's neurons can be merged
   */
  @Override
  public Repaired repair(Damage damage, Examples examples) {
    Network network = damage.network();
    float[] weights = damage.masked();
    List<Channels> blocks = damage.channels(this);
    blocks.forEach(block -> requireDense(network, block));
    NeuronMerging.requireAny(network, blocks, this);
    Mask mask = damage.before();
    for (Channels block : blocks) {
      Optional<Passage> passage = Passage.of(network, block.groups().get(0));
      int[] gone =
          passage.isPresent() ? merge(damage, passage.get(), block, weights) : damage.gone(block);
      IntStream.of(gone).forEach(j -> Damage.dropColumns(block.groups().get(j), weights));
      mask = Damage.without(mask, block, gone);
    }
    return new Repaired(weights, mask);
  }

  private void requireDense(Network network, Channels block) {
    Node maker = Objects.requireNonNull(network.graph().byName().get(block.layer()));
    if (!(maker.operation() instanceof Dense)) {
      throw new UserException(
          "Cannot repair %s by %s: it merges neurons of dense layers (layer=%s); set structure to neuron, or repair to neuron-merging"
              .formatted(network.name(), name(), block.layer()));
    }
  }

  /** Numbers of the neurons that are gone. */
  private int[] merge(Damage damage, Passage passage, Channels block, float[] weights) {
    int[] there =
        IntStream.range(0, block.count())
            .filter(group -> block.kept(group, damage.before()))
            .toArray();
    List<ChannelGroup> neurons = IntStream.of(there).mapToObj(block.groups()::get).toList();
    double[][] sets = new double[there.length][];
    double[] biases = new double[there.length];
    double[][] outgoing = new double[there.length][];
    for (int i = 0; i < there.length; i++) {
      ChannelGroup neuron = neurons.get(i);
      double bias = ChannelVectors.bias(damage.network(), neuron, weights);
      double[] filter = ChannelVectors.filter(neuron, weights);
      Optional<Normed> norm =
          passage
              .norm()
              .map(node -> Normed.of(damage.network(), node, neuron.channel(), weights, bias));
      double factor = norm.map(n -> n.gamma() / n.deviation()).orElse(1.0);
      sets[i] = IntStream.range(0, filter.length).mapToDouble(k -> factor * filter[k]).toArray();
      biases[i] = norm.map(n -> n.beta() - factor * n.mean()).orElse(bias);
      outgoing[i] = ChannelVectors.columns(neuron, weights);
    }
    PairSaliencies pairs = new PairSaliencies(sets, biases, outgoing, normalized);
    int[] gone = gone(pairs, damage.gone(block).length);
    for (int i = 0; i < there.length; i++) {
      ChannelVectors.setColumns(neurons.get(i), pairs.outgoing(i), weights);
    }
    return IntStream.of(gone).map(i -> there[i]).toArray();
  }

  private int[] gone(PairSaliencies pairs, int most) {
    double limit = cut.limit(pairs.least());
    int[] gone = new int[most];
    int count = 0;
    while (count < most && Arrays.stream(pairs.least()).min().orElseThrow() <= limit) {
      gone[count++] = pairs.mergeOne();
    }
    return Arrays.stream(gone, 0, count).sorted().toArray();
  }
}
