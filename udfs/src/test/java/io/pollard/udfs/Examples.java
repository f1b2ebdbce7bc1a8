package io.pollard.udfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/functions.md shows. */
final class Examples {
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "```sql\\n(?<sql>.*?)```(?:\\s*```text\\n(?<result>.*?)```)?", Pattern.DOTALL);
  private static final Pattern CLASS =
      Pattern.compile("(?m)^\\| `(pollard_\\w+)` \\| `(\\w+)` \\|$");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");

  private Examples() {}

  /**
   * An example.
   *
   * @param result the lines of the table that the page says comes out, its head first; empty if it
   *     does not say
   */
  record Example(String sql, List<String> result) {

    /** The cells of a line. */
    static List<String> cells(String line) {
      return List.of(line.strip().split("\\s{2,}"));
    }
  }

  static List<Example> all() {
    Matcher found = EXAMPLE.matcher(page());
    List<Example> examples = new ArrayList<>();
    while (found.find()) {
      String result = found.group("result");
      examples.add(
          new Example(found.group("sql"), result == null ? List.of() : result.lines().toList()));
    }
    return examples;
  }

  /** The class of each function, as the page's table says. */
  static Map<String, String> classes() {
    Map<String, String> classes = new TreeMap<>();
    Matcher rows = CLASS.matcher(page());
    while (rows.find()) {
      classes.put(rows.group(1), rows.group(2));
    }
    return classes;
  }

  /** A cell with its numbers rounded to six digits, however they were printed. */
  static String plain(String cell) {
    return NUMBER
        .matcher(cell.replace(" ", ""))
        .replaceAll(
            number ->
                new BigDecimal(number.group())
                    .round(new MathContext(6))
                    .stripTrailingZeros()
                    .toPlainString());
  }

  private static String page() {
    try {
      return Files.readString(Path.of(System.getProperty("pollard.root"), "docs/functions.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
