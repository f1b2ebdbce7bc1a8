package io.pollard.sensitivity;

import io.pollard.network.Slice;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What is pruned together in one cell: a layer, or layers that are coupled.
 *
 * @param position place of its first layer among the layers with parameters, from 0
 * @param slices everything that a pruning there may change, in network order
 */
public record Site(int position, List<Slice> slices) {

  public Site {
    slices = List.copyOf(slices);
    if (slices.stream().noneMatch(Slice::prunable)) {
      throw new IllegalArgumentException("a site has something to prune, found " + slices);
    }
  }

  /** Name of its first prunable layer. */
  public String layer() {
    return members().get(0);
  }

  /** Names of its prunable layers. */
  public List<String> members() {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    slices.stream().filter(Slice::prunable).forEach(slice -> names.add(slice.layer()));
    return List.copyOf(names);
  }

  /** Number of its prunable weights. */
  public int weights() {
    return slices.stream().filter(Slice::prunable).mapToInt(Slice::length).sum();
  }
}
