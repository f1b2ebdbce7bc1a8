package io.pollard.spec;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Key paths such as {@code arms[2].prune.scoring}: what a complaint calls its place by. */
final class KeyPath {
  private static final Pattern STEP = Pattern.compile("\\[(\\d+)]|[^.\\[]+");

  private KeyPath() {}

  static String key(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static String item(String path, int index) {
    return path + "[" + index + "]";
  }

  static List<String> steps(String path) {
    return STEP.matcher(path).results().map(MatchResult::group).toList();
  }

  static Optional<Node> child(Node node, String step) {
    if (node instanceof Node.Mapping mapping) {
      return mapping.value(step);
    }
    if (node instanceof Node.Sequence sequence && step.matches("\\[\\d{1,9}]")) {
      int index = Integer.parseInt(step.substring(1, step.length() - 1));
      return index < sequence.items().size()
          ? Optional.of(sequence.items().get(index))
          : Optional.empty();
    }
    return Optional.empty();
  }
}
