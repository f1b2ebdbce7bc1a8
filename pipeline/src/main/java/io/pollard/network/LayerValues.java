package io.pollard.network;

import java.util.HashMap;
import java.util.Map;

/** Values of layers, collected one by one while a network is imported. Not thread-safe. */
public final class LayerValues {
  private final Map<String, float[]> values = new HashMap<>();

  /** Remembers what a layer has, in the order of its slice. */
  public void put(String layer, Role role, float[] given) {
    values.put(key(layer, role), given);
  }

  /**
   * The vector over a network's layout.
   *
   * @throws IllegalStateException if a slice has no values, or another number of them
   */
  public float[] over(ParameterLayout layout) {
    float[] all = new float[layout.length()];
    for (Slice slice : layout.slices()) {
      float[] found = values.get(key(slice.layer(), slice.role()));
      if (found == null || found.length != slice.length()) {
        throw new IllegalStateException(
            "%d values for %s, which has %d"
                .formatted(found == null ? 0 : found.length, slice.tensor(), slice.length()));
      }
      System.arraycopy(found, 0, all, slice.offset(), found.length);
    }
    return all;
  }

  private static String key(String layer, Role role) {
    return layer + "\0" + role;
  }
}
