package io.pollard.spec;

import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * YAML 1.2 text as {@link Node}s. JSON, such as {@link Canonical} writes, is YAML too.
 *
 * <p>A file is one document. Anchors and aliases may be used; tags, merge keys and keys that are
 * not plain words may not. Nesting, length and what aliases unfold to are limited, so that no file
 * can exhaust memory or stack.
 */
public final class Yaml {
  private static final int MAX_CHARACTERS = 4 << 20;

  /** The parser gives this advice about every character, though it fits tabs alone. */
  private static final Pattern ADVICE = Pattern.compile(" \\(Do not use .* for indentation\\)");

  private Yaml() {}

  /**
   * Reads text that has to be in order.
   *
   * @param source what is read, as in {@link Problems}
   * @throws io.pollard.UserException if the text is not YAML as described above; lists every line
   */
  public static Node parse(String text, String source) {
    Problems problems = new Problems(source);
    Optional<Node> node = parse(text, problems);
    problems.throwIfAny();
    return node.orElseThrow();
  }

  /**
   * Reads text and notes what is wrong with it.
   *
   * @return what could be read; empty only if a problem was added
   */
  public static Optional<Node> parse(String text, Problems problems) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (body.length() > MAX_CHARACTERS) {
      String found = "at most " + MAX_CHARACTERS + " characters are expected, found ";
      problems.add(new Problem(0, "", found + body.length()));
      return Optional.empty();
    }
    // The length is checked above, with a message of our own.
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    try {
      return new Composer(new Parse(settings).parseString(body).iterator(), problems).document();
    } catch (YamlEngineException e) {
      problems.add(new Problem(line(e, body), "", explanation(e, body)));
      return Optional.empty();
    }
  }

  private static String explanation(YamlEngineException e, String text) {
    if (e instanceof ReaderException unreadable) {
      return String.format(
          "the character U+%04X is not allowed in YAML; remove it", unreadable.getCodePoint());
    }
    if (indentedByTab(text, line(e, text))) {
      return "a tab in the indentation; YAML is indented with spaces";
    }
    if (e instanceof YamlVersionException version) {
      return "YAML 1.2 is expected, found YAML "
          + version.getSpecVersion().getMajor()
          + "."
          + version.getSpecVersion().getMinor();
    }
    return e instanceof MarkedYamlEngineException marked
        ? "not valid YAML: " + context(marked) + ADVICE.matcher(marked.getProblem()).replaceAll("")
        : "not valid YAML: " + e.getMessage();
  }

  private static String context(MarkedYamlEngineException e) {
    int at = e.getProblemMark().map(Mark::getLine).orElse(-1);
    return Optional.ofNullable(e.getContext())
        .map(where -> where + e.getContextMark().map(mark -> from(mark, at)).orElse("") + ", ")
        .orElse("");
  }

  private static String from(Mark start, int at) {
    return start.getLine() == at ? "" : " (from line " + (start.getLine() + 1) + ")";
  }

  private static boolean indentedByTab(String text, int line) {
    return text.lines()
        .skip(Math.max(0, line - 1))
        .findFirst()
        .map(content -> content.matches(" *\\t.*"))
        .orElse(false);
  }

  private static int line(YamlEngineException e, String text) {
    if (e instanceof MarkedYamlEngineException marked) {
      return marked
          .getProblemMark()
          .or(marked::getContextMark)
          .map(Mark::getLine)
          .map(fromZero -> fromZero + 1)
          .orElse(0);
    }
    if (e instanceof ReaderException unreadable) {
      int end = Math.min(unreadable.getPosition(), text.length());
      return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }
    return 0;
  }
}
