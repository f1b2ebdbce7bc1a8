package io.pollard.spec;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/** Turns what the YAML parser complains of into a problem with a line. */
final class SyntaxError {
  /** The parser gives this advice about every character, though it fits tabs alone. */
  private static final Pattern ADVICE = Pattern.compile(" \\(Do not use .* for indentation\\)");

  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029\\ufeff]+");

  private static final Pattern BROKEN_ESCAPE =
      Pattern.compile(
          "\\\\(?:x(?!\\p{XDigit}{2})|u(?!\\p{XDigit}{4})"
              + "|U(?!00(?:0\\p{XDigit}|10)\\p{XDigit}{4}))");

  private SyntaxError() {}

  static Problem of(YamlEngineException e, String text) {
    if (e instanceof ReaderException character) {
      return problem(
          lineOf(text, character.getPosition()),
          String.format(
              "the character U+%04X is not allowed in YAML; remove it", character.getCodePoint()));
    }
    if (e instanceof YamlVersionException version) {
      int line = (int) text.lines().takeWhile(content -> !content.startsWith("%YAML")).count() + 1;
      int major = version.getSpecVersion().getMajor();
      int minor = version.getSpecVersion().getMinor();
      return problem(line, "YAML 1.2 is expected, found YAML " + major + "." + minor);
    }
    int line = e instanceof MarkedYamlEngineException marked ? line(marked) : 0;
    if (indentedByTab(text, line) || Objects.toString(e.getMessage()).contains("(TAB)")) {
      return problem(line, "a tab where YAML wants spaces");
    }
    String complaint =
        e instanceof MarkedYamlEngineException marked
            ? context(marked) + ADVICE.matcher(marked.getProblem()).replaceAll("")
            : Objects.toString(e.getMessage());
    return problem(line, "not valid YAML: " + oneLine(complaint));
  }

  static Problem brokenEscape(String text) {
    Matcher broken = BROKEN_ESCAPE.matcher(text);
    int line = broken.find() ? lineOf(text, text.codePointCount(0, broken.start())) : 0;
    return problem(
        line,
        "not valid YAML: \\x, \\u and \\U want the 2, 4 or 8 hexadecimal digits of a character");
  }

  private static Problem problem(int line, String text) {
    return new Problem(line, "", text);
  }

  private static String context(MarkedYamlEngineException e) {
    int at = e.getProblemMark().map(Mark::getLine).orElse(-1);
    return Optional.ofNullable(e.getContext())
        .filter(where -> !where.isBlank())
        .map(where -> where + e.getContextMark().map(start -> from(start, at)).orElse("") + ", ")
        .orElse("");
  }

  private static String from(Mark start, int at) {
    return start.getLine() == at ? "" : " (from line " + (start.getLine() + 1) + ")";
  }

  private static int line(MarkedYamlEngineException e) {
    return e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static String oneLine(String complaint) {
    String line = UNPRINTABLE.matcher(complaint).replaceAll("").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static boolean indentedByTab(String text, int line) {
    return text.lines()
        .skip(Math.max(0, line - 1))
        .findFirst()
        .map(content -> content.matches(" *\\t.*"))
        .orElse(false);
  }

  /** The line of a code point. */
  private static int lineOf(String text, int position) {
    return (int) text.codePoints().limit(position).filter(c -> c == '\n').count() + 1;
  }
}
