package io.pollard.data.place;

import io.pollard.UserException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment variables in paths, so that one experiment file serves many machines. */
public final class Variables {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private Variables() {}

  /**
   * Replaces {@code ${NAME}} and {@code ${NAME:-default}}. As in a shell, the default also stands
   * in for a variable that is set but empty. What the variables hold is not searched again.
   *
   * @param environment by name
   * @throws UserException if a variable without a default is not set, or an opening brace is not
   *     closed or names no variable
   */
  public static String expand(String path, Map<String, String> environment) {
    StringBuilder expanded = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(path);
    int end = 0;
    while (matcher.find()) {
      plain(path, end, matcher.start(), expanded);
      String name = matcher.group(1);
      String fallback = matcher.group(2);
      String value = environment.getOrDefault(name, "");
      if (fallback == null && !environment.containsKey(name)) {
        throw new UserException(
            ("Cannot use the path %s: the environment variable %s is not set (path=%s);"
                    + " set it, or give a default: ${%s:-/some/folder}")
                .formatted(path, name, path, name));
      }
      expanded.append(value.isEmpty() && fallback != null ? fallback : value);
      end = matcher.end();
    }
    plain(path, end, path.length(), expanded);
    return expanded.toString();
  }

  private static void plain(String path, int from, int to, StringBuilder expanded) {
    String text = path.substring(from, to);
    if (text.contains("${")) {
      throw new UserException(
          ("Cannot use the path %s: what follows ${ is not a variable (path=%s);"
                  + " write ${NAME} or ${NAME:-default}")
              .formatted(path, path));
    }
    expanded.append(text);
  }
}
