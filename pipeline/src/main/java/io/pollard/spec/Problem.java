package io.pollard.spec;

/**
 * Something in a file that cannot be used.
 *
 * @param line counted from 1; 0 if no line can be named
 * @param path keys that lead to it, such as {@code arms[2].prune.scoring}; empty at the top
 * @param text what was found and what would do
 */
public record Problem(int line, String path, String text) {

  @Override
  public String toString() {
    String place = line == 0 ? "" : "line " + line + ": ";
    return place + (path.isEmpty() ? "" : path + ": ") + text;
  }
}
