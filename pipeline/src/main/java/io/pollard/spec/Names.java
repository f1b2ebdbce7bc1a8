package io.pollard.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Names in files: how Java's are spelled there, and which one was probably meant. */
final class Names {
  private Names() {}

  /** {@code ROW_MAJOR -> row-major}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code ScoringRule -> scoring rule}. */
  static String inWords(Class<?> type) {
    return Extension.nameOf(type).replace('-', ' ');
  }

  /**
   * A complaint about a name that nobody knows.
   *
   * @param kind of thing, such as {@code key}
   * @param known what would do, in the order to be listed
   */
  static String unknown(String kind, String found, Collection<String> known) {
    String start = "unknown " + kind + " " + Found.quote(found);
    String plural = kind.equals("key") ? "keys" : "names";
    if (known.isEmpty()) {
      return start + "; no " + plural + " are known here";
    }
    String hint = nearest(found, known).map(name -> "; did you mean '" + name + "'? ").orElse("; ");
    return start + hint + "known " + plural + ": " + String.join(", ", known);
  }

  /** The known name that was probably meant: the first of the nearest, if it is near enough. */
  static Optional<String> nearest(String found, Collection<String> known) {
    int tolerated = found.length() <= 3 ? 1 : Math.max(2, Math.min(found.length(), 40) / 3);
    return known.stream()
        .filter(name -> distance(found, name) <= tolerated)
        .min(Comparator.comparingInt(name -> distance(found, name)));
  }

  /**
   * The least number of insertions, deletions, substitutions and exchanges of neighbours that turn
   * one text into the other, case ignored (optimal string alignment). Time and memory are the
   * product of the lengths, of which at most 100 characters count.
   */
  static int distance(String from, String to) {
    String a = head(from);
    String b = head(to);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int substitution = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(substitution, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }

  private static String head(String text) {
    return text.substring(0, Math.min(100, text.length())).toLowerCase(Locale.ROOT);
  }
}
