package io.pollard.prune.structure.matrix;

import com.google.auto.service.AutoService;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Tiles;
import io.pollard.prune.structure.Weights;
import io.pollard.spec.Summary;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whole layers, all their weights, where a shortcut leads around them: a path from the network's
 * input to its output that does not run through the layer.
 *
 * <p>Source: Wen, Wu, Wang, Chen, Li (2016), "depth-wise" (METHODS S6).
 */
@Summary("whole layers that a shortcut leads around (Wen et al. 2016)")
@AutoService(Structure.class)
public record Layer() implements Structure {

  @Override
  public Groups groups(Network network) {
    List<Block> blocks =
        Weights.prunable(network).stream()
            .filter(weights -> isBypassed(weights.slice().layer(), network.graph()))
            .<Block>map(w -> new Tiles(w, w.outputs(), w.inputs(), w.window(), 0))
            .toList();
    return new Groups(blocks);
  }

  /** Whether the output can be reached without a node. Nodes come behind what they read. */
  private static boolean isBypassed(String layer, LayerGraph graph) {
    Set<String> reached = new HashSet<>();
    List<Node> nodes = graph.nodes();
    for (Node node : nodes) {
      boolean first = node.inputs().isEmpty();
      if (!node.name().equals(layer)
          && (first || node.inputs().stream().anyMatch(reached::contains))) {
        reached.add(node.name());
      }
    }
    return reached.contains(nodes.get(nodes.size() - 1).name());
  }
}
