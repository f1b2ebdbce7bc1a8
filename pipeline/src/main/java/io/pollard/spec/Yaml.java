package io.pollard.spec;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML 1.2 text as {@link Node}s. JSON, such as {@link Canonical} writes, is YAML too.
 *
 * <p>A file is one document. Anchors and aliases may be used; tags, merge keys and keys that are
 * not plain words may not. Nesting, length and what aliases unfold to are limited, so that no file
 * can exhaust memory or stack.
 */
public final class Yaml {
  private static final int MAX_CHARACTERS = 4 << 20;

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
      problems.add(SyntaxError.of(e, body));
    } catch (NumberFormatException e) {
      // The parser lets this one through from the digits of a numeric escape.
      problems.add(SyntaxError.brokenEscape(body));
    }
    return Optional.empty();
  }
}
