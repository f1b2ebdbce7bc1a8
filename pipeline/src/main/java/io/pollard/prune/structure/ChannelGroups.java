package io.pollard.prune.structure;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.structure.ChannelGroup.Kind;
import io.pollard.prune.structure.ChannelGroup.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds all channels of a network that can be removed, with everything that goes with each. Works
 * for every network that has a graph: nothing here knows one by name.
 *
 * <p>Cost: linear in the number of channels times the layers that each touches; spans are kept, not
 * indices.
 */
public final class ChannelGroups {
  private final ParameterLayout layout;
  private final Coupling coupling;
  private final Map<Integer, Unit> units = new TreeMap<>();

  /** What is known of a unit so far. */
  private static final class Unit {
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> nodes = new LinkedHashSet<>();
    private final String maker;
    private final int channel;

    Unit(String maker, int channel) {
      this.maker = maker;
      this.channel = channel;
    }
  }

  private ChannelGroups(Network network) {
    layout = network.layout();
    coupling = Coupling.of(network.graph());
  }

  /**
   * The groups of a network, in blocks. The channels of any node are the groups of one or more
   * whole blocks, and perhaps some that must stay: so where every block keeps a group, every layer
   * keeps a channel. Blocks are ordered by the first layer that makes their channels, in network
   * order, groups by their number there.
   */
  public static List<List<ChannelGroup>> of(Network network) {
    ChannelGroups found = new ChannelGroups(network);
    for (Node node : network.graph().nodes()) {
      found.read(node);
    }
    Map<Set<String>, List<ChannelGroup>> blocks = new LinkedHashMap<>();
    for (Unit unit : found.units.values()) {
      blocks
          .computeIfAbsent(unit.nodes, nodes -> new ArrayList<>())
          .add(new ChannelGroup(unit.maker, unit.channel, unit.parts));
    }
    return List.copyOf(blocks.values());
  }

  /** The blocks whose first layer is of a kind. */
  static Groups madeBy(Network network, Class<? extends Operation> kind, int multiple) {
    Map<String, Node> nodes = network.graph().byName();
    List<Block> blocks = new ArrayList<>();
    for (List<ChannelGroup> block : of(network)) {
      Node maker = nodes.get(block.get(0).layer());
      if (maker != null && kind.isInstance(maker.operation())) {
        blocks.add(new Channels(block, multiple));
      }
    }
    return new Groups(blocks);
  }

  private void read(Node node) {
    int[] outputs = coupling.units(node.name());
    for (int channel = 0; channel < outputs.length; channel++) {
      int number = channel;
      if (!coupling.isFrozen(outputs[channel])) {
        units
            .computeIfAbsent(outputs[channel], unit -> new Unit(node.name(), number))
            .nodes
            .add(node.name());
      }
    }
    if (node.operation() instanceof Convolution convolution) {
      weights(node, Weights.of(convolution, slice(node, Role.WEIGHT)), outputs);
      values(node, Role.BIAS, outputs);
    } else if (node.operation() instanceof Dense) {
      weights(node, Weights.of(slice(node, Role.WEIGHT)), outputs);
      values(node, Role.BIAS, outputs);
    } else if (node.operation() instanceof BatchNorm) {
      List.of(Role.GAMMA, Role.BETA, Role.MEAN, Role.VARIANCE)
          .forEach(role -> values(node, role, outputs));
    }
  }

  private void weights(Node node, Weights weights, int[] outputs) {
    if (weights.isDepthwise()) {
      add(weights.slice(), Kind.DEPTHWISE, outputs, weights::filters);
      return;
    }
    add(weights.slice(), Kind.FILTER, outputs, weights::filters);
    int[] inputs =
        node.operation() instanceof Dense dense
            ? coupling.features(dense, node.inputs().get(0))
            : coupling.units(node.inputs().get(0));
    add(weights.slice(), Kind.COLUMN, inputs, weights::columns);
  }

  private void values(Node node, Role role, int[] outputs) {
    Optional<Slice> found = layout.find(node.name(), role);
    found.ifPresent(
        slice ->
            add(
                slice,
                Kind.VALUE,
                outputs,
                (from, count) -> Span.of(slice.offset() + from, count)));
  }

  /** Where neighbouring channels of a tensor lie. */
  private interface Place {
    Span of(int from, int count);
  }

  /** Books runs of neighbouring channels of one unit. */
  private void add(Slice slice, Kind kind, int[] channels, Place place) {
    int from = 0;
    while (from < channels.length) {
      int to = from + 1;
      while (to < channels.length && channels[to] == channels[from]) {
        to++;
      }
      Unit unit = units.get(channels[from]);
      if (unit != null) {
        unit.parts.add(new Part(slice, kind, place.of(from, to - from)));
      }
      from = to;
    }
  }

  private Slice slice(Node node, Role role) {
    return layout
        .find(node.name(), role)
        .orElseThrow(() -> new IllegalArgumentException(node.name() + " has no " + role));
  }
}
