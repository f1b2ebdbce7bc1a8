package io.pollard.spec;

/** How complaints speak of what stands in the file. */
final class Found {
  private static final int LONGEST = 60;

  private Found() {}

  static String describe(Node node) {
    if (node instanceof Node.Scalar scalar) {
      if (scalar.isNothing()) {
        return "nothing";
      }
      return (scalar.plain() ? "" : "text ") + quote(scalar.text());
    }
    return node instanceof Node.Sequence ? "a list" : "keys";
  }

  /** In quotes, on one line, not too long. */
  static String quote(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= LONGEST ? "'" + line + "'" : "'" + line.substring(0, LONGEST) + "...'";
  }
}
