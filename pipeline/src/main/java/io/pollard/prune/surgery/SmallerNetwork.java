package io.pollard.prune.surgery;

import io.pollard.network.Mask;
import io.pollard.network.Network;

/**
 * A network without some of another's channels.
 *
 * @param network the smaller network
 * @param origin where each element of its flat vector lies in the other's
 * @param originalLength length of the other's flat vector
 */
public record SmallerNetwork(Network network, int[] origin, int originalLength) {

  /**
   * The part of vectors over the other network's layout that is still there: parameters, or an
   * optimiser's state of any number of vectors one behind the other.
   *
   * @throws IllegalArgumentException if the length is no multiple of the other layout's
   */
  public float[] slice(float[] vectors) {
    if (vectors.length % Math.max(1, originalLength) != 0) {
      throw new IllegalArgumentException(
          "%d values are not vectors of %d".formatted(vectors.length, originalLength));
    }
    int count = vectors.length / Math.max(1, originalLength);
    float[] some = new float[count * origin.length];
    for (int vector = 0; vector < count; vector++) {
      for (int i = 0; i < origin.length; i++) {
        some[vector * origin.length + i] = vectors[vector * originalLength + origin[i]];
      }
    }
    return some;
  }

  /** The part of a mask that is still there. */
  public Mask slice(Mask mask) {
    return Mask.of(origin.length, i -> mask.kept(origin[i]));
  }

  /**
   * Puts vectors over the smaller layout back to where they come from; nothing else changes.
   *
   * @param some one or more vectors, as {@link #slice} gives them
   * @param vectors as many over the other layout; changed in place
   */
  public void scatter(float[] some, float[] vectors) {
    for (int i = 0; i < some.length; i++) {
      int vector = i / origin.length;
      vectors[vector * originalLength + origin[i % origin.length]] = some[i];
    }
  }
}
