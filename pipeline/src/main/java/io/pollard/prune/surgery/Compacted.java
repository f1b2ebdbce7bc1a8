package io.pollard.prune.surgery;

import io.pollard.network.LayerGraph;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.structure.Coupling;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is left of a network to be trained under a mask once all that is without effect is taken
 * out: inert channels ({@link InertChannels}), and values of the input that no weight reads. Its
 * values go the way that they go in the whole network, up to the order of summation; what is taken
 * out gets no gradient there. Not thread-safe.
 */
public final class Compacted {
  private final Network network;
  private final LayerGraph graph;
  private final Coupling coupling;
  private final BitSet inert;
  private final LayerGraph smallerGraph;
  private Optional<SmallerNetwork> built = Optional.empty();

  private Compacted(
      Network network, LayerGraph graph, Coupling coupling, BitSet inert, LayerGraph smallerGraph) {
    this.network = network;
    this.graph = graph;
    this.coupling = coupling;
    this.inert = inert;
    this.smallerGraph = smallerGraph;
  }

  /** What a mask leaves. Builds nothing yet. */
  public static Compacted of(Network network, Mask mask) {
    LayerGraph graph = FlatInput.graph(network);
    Coupling coupling = Coupling.of(graph, !FlatInput.isFlat(graph));
    Network flat =
        new Network(
            network.name(),
            network.configuration(),
            network.layout(),
            graph,
            network.input(),
            network.classes());
    BitSet inert = InertChannels.of(flat, coupling, mask, InertChannels.Purpose.TRAINING);
    return new Compacted(network, graph, coupling, inert, SmallerGraph.of(graph, coupling, inert));
  }

  /** Whether the network can be built: every layer's kind is known in detail. */
  public static boolean canShrink(Network network) {
    return network.graph().nodes().stream().noneMatch(n -> n.operation() instanceof Opaque);
  }

  /** What is left, without its configuration. */
  public LayerGraph graph() {
    return smallerGraph;
  }

  /** Multiply-accumulates of what is left, for one example. */
  public long macs() {
    return smallerGraph.nodes().stream().mapToLong(NetworkCounts::macs).sum();
  }

  /** The whole network. */
  public Network whole() {
    return network;
  }

  /** What is left of the network; built at the first call. */
  public SmallerNetwork smaller() {
    if (built.isEmpty()) {
      Network left = Dl4jNetworks.fromGraph(network.name(), smallerGraph);
      built =
          Optional.of(
              new SmallerNetwork(
                  left,
                  new Origins(graph, left, network.layout(), coupling, inert).find(),
                  network.layout().length()));
    }
    return built.get();
  }

  /**
   * Which values of an example the smaller network reads, ascending, channel by channel and row by
   * row; all of them where it reads images.
   */
  public int[] features() {
    Shape input = network.input();
    int[] units = coupling.units(graph.nodes().get(0).name());
    int perUnit = input.size() / units.length;
    return IntStream.range(0, input.size()).filter(i -> !inert.get(units[i / perUnit])).toArray();
  }
}
