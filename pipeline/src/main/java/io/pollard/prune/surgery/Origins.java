package io.pollard.prune.surgery;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Coupling;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/** Finds where each element of a smaller network's flat vector comes from. */
final class Origins {
  private static final int[] ONE = {0};

  private final ParameterLayout layout;
  private final Network smaller;
  private final Coupling coupling;
  private final BitSet removed;
  private final Map<String, Node> nodes;
  private final Map<String, Node> smallerNodes;

  /**
   * @param graph of the whole network
   * @param layout of the whole network
   * @param coupling of that graph
   * @param removed units that the smaller network lacks
   */
  Origins(
      LayerGraph graph,
      Network smaller,
      ParameterLayout layout,
      Coupling coupling,
      BitSet removed) {
    this.layout = layout;
    this.smaller = smaller;
    this.coupling = coupling;
    this.removed = removed;
    nodes = graph.byName();
    smallerNodes = smaller.graph().byName();
  }

  int[] find() {
    int[] origin = new int[smaller.layout().length()];
    for (Slice slice : smaller.layout().slices()) {
      Slice old =
          layout
              .find(slice.layer(), slice.role())
              .orElseThrow(() -> new IllegalStateException("no " + slice.tensor() + " before"));
      int[] outputs = kept(coupling.units(slice.layer()));
      if (slice.role() == Role.WEIGHT) {
        weights(origin, slice, old, outputs);
      } else {
        for (int i = 0; i < outputs.length; i++) {
          origin[slice.offset() + i] = old.offset() + outputs[i];
        }
      }
    }
    return origin;
  }

  private void weights(int[] origin, Slice slice, Slice old, int[] outputs) {
    Node before = node(nodes, slice.layer());
    Node after = node(smallerNodes, slice.layer());
    Weights from;
    Weights to;
    int[] inputs;
    if (before.operation() instanceof Convolution c) {
      from = Weights.of(c, old);
      to = Weights.of((Convolution) after.operation(), slice);
      inputs = from.isDepthwise() ? ONE : kept(coupling.units(before.inputs().get(0)));
    } else {
      from = Weights.of(old);
      to = Weights.of(slice);
      inputs = kept(coupling.features((Dense) before.operation(), before.inputs().get(0)));
    }
    for (int output = 0; output < outputs.length; output++) {
      for (int input = 0; input < inputs.length; input++) {
        for (int i = 0; i < from.window(); i++) {
          origin[to.index(output, input, i)] = from.index(outputs[output], inputs[input], i);
        }
      }
    }
  }

  /** Numbers of the channels that stay. */
  private int[] kept(int[] units) {
    int[] kept = new int[units.length];
    int count = 0;
    for (int i = 0; i < units.length; i++) {
      if (!removed.get(units[i])) {
        kept[count++] = i;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private static Node node(Map<String, Node> nodes, String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("layer " + name + " has slices but no node");
    }
    return node;
  }
}
