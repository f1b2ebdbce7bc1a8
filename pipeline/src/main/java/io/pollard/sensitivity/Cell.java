package io.pollard.sensitivity;

import io.pollard.engine.Variant;
import io.pollard.engine.Variant.Replacement;
import io.pollard.network.Mask;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** Number of prunable weights that are gone. */
  public int pruned() {
    return site.slices().stream()
        .filter(Slice::prunable)
        .mapToInt(slice -> slice.length() - choice.mask().kept(slice))
        .sum();
  }

  /**
   * The network of this cell: slices of which nothing goes are not among the replacements, unless
   * nothing goes at all.
   *
   * @param parameters of the network as it is
   */
  public Variant variant(float[] parameters) {
    List<Replacement> replacements = new ArrayList<>();
    for (Slice slice : site.slices()) {
      float[] values = Arrays.copyOfRange(parameters, slice.offset(), slice.end());
      for (int i = 0; i < values.length; i++) {
        if (!choice.mask().kept(slice.offset() + i)) {
          values[i] = 0.0f;
        }
      }
      replacements.add(new Replacement(slice, values));
    }
    return new Variant(replacements);
  }
}
