package io.pollard.prune.selection;

import io.pollard.UserException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How selections name layers: by the layer's name ({@code fc1}), by a pattern with {@code *}
 * ({@code conv*}), or as {@code first} and {@code output}, the first and the last prunable layer in
 * network order. A layer that really bears one of those two names is meant before the word.
 */
public final class LayerNames {
  private static final String FIRST = "first";
  private static final String OUTPUT = "output";

  private LayerNames() {}

  /**
   * The layers that a name means.
   *
   * @param name a name, a word or a pattern
   * @param layers the prunable layers, in network order
   * @param key where the name stands, for the message
   * @throws UserException if it means none
   */
  static List<String> matching(String name, List<String> layers, String key) {
    List<String> found = lookUp(name, layers);
    if (found.isEmpty()) {
      throw new UserException(
          "Cannot find a prunable layer: none has this name (%s=%s); use one of %s, or first, output, or a pattern such as conv*"
              .formatted(key, name, String.join(", ", layers)));
    }
    return found;
  }

  /** The layers that any of the names means. */
  public static Set<String> matching(List<String> names, List<String> layers, String key) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : names) {
      found.addAll(matching(name, layers, key));
    }
    return found;
  }

  private static List<String> lookUp(String name, List<String> layers) {
    if (layers.isEmpty()) {
      return List.of();
    }
    if (layers.contains(name)) {
      return List.of(name);
    }
    if (name.equals(FIRST)) {
      return List.of(layers.get(0));
    }
    if (name.equals(OUTPUT)) {
      return List.of(layers.get(layers.size() - 1));
    }
    Pattern pattern = pattern(name);
    return layers.stream().filter(layer -> pattern.matcher(layer).matches()).toList();
  }

  private static Pattern pattern(String glob) {
    List<String> literals = new ArrayList<>();
    for (String literal : glob.split("\\*", -1)) {
      literals.add(Pattern.quote(literal));
    }
    return Pattern.compile(String.join(".*", literals));
  }
}
