package io.pollard.engine;

import io.pollard.network.Network;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network with some of its parameters exchanged.
 *
 * @param replacements other values of whole slices, at least one
 * @param smaller a network that lacks channels which are 0 or unread under the other values
 */
public record Variant(List<Replacement> replacements, Optional<Smaller> smaller) {

  /**
   * Other values of a slice.
   *
   * @param slice of the network's layout
   * @param values in C order of the slice's shape
   */
  public record Replacement(Slice slice, float[] values) {

    /**
     * @throws IllegalArgumentException if there are more or fewer values than elements
     */
    public Replacement {
      if (values.length != slice.length()) {
        throw new IllegalArgumentException(
            "%d values for %s of %d".formatted(values.length, slice.tensor(), slice.length()));
      }
    }
  }

  /**
   * A network without some channels. Its nodes have the names of the whole network's, and those in
   * front of the exchanged layers are the same.
   *
   * @param origin where each element of its flat vector lies in the whole network's
   */
  public record Smaller(Network network, int[] origin) {}

  /**
   * @throws IllegalArgumentException if nothing is exchanged
   */
  public Variant {
    replacements = List.copyOf(replacements);
    if (replacements.isEmpty()) {
      throw new IllegalArgumentException("a variant exchanges at least one slice");
    }
  }

  /** With nothing smaller. */
  public Variant(List<Replacement> replacements) {
    this(replacements, Optional.empty());
  }

  /** The slices that are exchanged, in order. */
  public List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    replacements.forEach(replacement -> slices.add(replacement.slice()));
    return slices;
  }

  /** Names of the layers of which something is exchanged. */
  public Set<String> layers() {
    Set<String> layers = new LinkedHashSet<>();
    replacements.forEach(replacement -> layers.add(replacement.slice().layer()));
    return layers;
  }

  /** Bytes of its values. */
  public long bytes() {
    return replacements.stream().mapToLong(r -> 4L * r.slice().length()).sum();
  }
}
