package io.pollard.sensitivity;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Reach;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Binder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cells of an analysis, site by site in network order, so that neighbours share what lies in
 * front of them.
 *
 * @param network that is analysed
 * @param cells in order
 */
public record Grid(Network network, List<Cell> cells) {

  public Grid {
    cells = List.copyOf(cells);
  }

  /**
   * Every site under every choice of its structure.
   *
   * @param choices in the order of the table
   */
  public static Grid of(Network network, List<Cell.Choice> choices) {
    Map<String, List<Cell.Choice>> byStructure = new LinkedHashMap<>();
    for (Cell.Choice choice : choices) {
      byStructure.computeIfAbsent(choice.structure(), text -> new ArrayList<>()).add(choice);
    }
    List<Cell> cells = new ArrayList<>();
    byStructure.forEach(
        (text, some) -> {
          Structure structure = Binder.read(text, Structure.class, "a structure");
          for (Block block : structure.groups(network).blocks()) {
            Site site = Site.of(network, block);
            some.forEach(choice -> cells.add(new Cell(site, choice)));
          }
        });
    return new Grid(network, cells);
  }

  /** Multiply-accumulates that a cell has to do for one example: what its pruning can reach. */
  public long macs(Cell cell) {
    Set<String> reached = Reach.of(network.graph(), cell.site().layers()).nodes();
    return counts().layers().stream()
        .filter(layer -> reached.contains(layer.layer()))
        .mapToLong(layer -> layer.macs())
        .sum();
  }

  /** Multiply-accumulates of the whole network for one example. */
  public long macs() {
    return counts().macs();
  }

  /**
   * How many times less multiply-accumulates all cells do that begin at their site than ones that
   * begin at the input: the bound of what the reuse of prefixes can give.
   */
  public double bound() {
    double whole = (double) macs() * cells.size();
    return whole / cells.stream().mapToLong(this::macs).sum();
  }

  private NetworkCounts counts() {
    return NetworkCounts.of(network, Mask.dense(network.layout().length()));
  }
}
