package io.pollard.sensitivity;

import io.pollard.engine.Variant;
import io.pollard.engine.Variant.Replacement;
import io.pollard.engine.Variant.Smaller;
import io.pollard.network.Mask;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * One question of an analysis: the network with one site pruned.
 *
 * @param site what is pruned
 * @param choice how
 */
public record Cell(Site site, Choice choice) {

  /**
   * A mask of all sites, of which a cell takes its own part.
   *
   * @param structure what is removed as one, as in the table
   * @param scoring the rule that chose, as in the table
   * @param sparsity share that is gone of every site
   * @param mask what is kept
   */
  public record Choice(String structure, String scoring, double sparsity, Mask mask) {}

  /** Place of the site in the network. */
  public int position() {
    return site.position();
  }

  /** The layer that is pruned; of coupled layers the first. */
  public String layer() {
    return site.layer();
  }

  /** The layers that are pruned together. */
  public List<String> members() {
    return site.members();
  }

  /** Number of prunable weights that could go. */
  public int weights() {
    return site.weights();
  }

  /** Number of prunable weights that are gone. */
  public int pruned() {
    return site.prunable(site.gone(choice.mask()));
  }

  /**
   * The network of this cell.
   *
   * @param parameters of the network as it is
   * @param smaller the same without the channels that go, if there is such a network
   */
  Variant variant(float[] parameters, Optional<Smaller> smaller) {
    return new Variant(replacements(parameters), smaller);
  }

  /**
   * What this cell changes in the network.
   *
   * @param parameters of the network as it is
   */
  public List<Replacement> replacements(float[] parameters) {
    BitSet gone = site.gone(choice.mask());
    List<Replacement> replacements = new ArrayList<>();
    for (Slice slice : site.slices()) {
      float[] values = Arrays.copyOfRange(parameters, slice.offset(), slice.end());
      for (int i = gone.nextSetBit(slice.offset());
          i >= 0 && i < slice.end();
          i = gone.nextSetBit(i + 1)) {
        values[i - slice.offset()] = 0.0f;
      }
      replacements.add(new Replacement(slice, values));
    }
    return replacements;
  }
}
