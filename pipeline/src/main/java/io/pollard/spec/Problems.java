package io.pollard.spec;

import io.pollard.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Collects what is wrong with a file, so that its author hears of everything at once. Not
 * thread-safe.
 */
public final class Problems {
  private final String source;
  private final List<Problem> found = new ArrayList<>();

  /**
   * @param source what is read, as in {@code experiment file conf/experiments/quickstart.yaml}
   */
  public Problems(String source) {
    this.source = source;
  }

  public void add(Problem problem) {
    found.add(problem);
  }

  /**
   * Adds a complaint about a node.
   *
   * @param path keys that lead to the node; empty at the top
   * @param text what was found and what would do
   */
  public void add(Node at, String path, String text) {
    add(new Problem(at.line(), path, text));
  }

  /**
   * Adds a complaint that shows up only after binding: it gets the line of the deepest node that
   * the path leads to.
   *
   * @param root the whole file
   * @param path such as {@code arms[2].prune.scoring}
   */
  public void addWithin(Node root, String path, String text) {
    add(root.nearest(path), path, text);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All of them by line; those of one line in the order of their discovery. */
  public List<Problem> list() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  /**
   * Goes on only if there are none.
   *
   * @throws UserException that lists all of them, if there are any
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new UserException(message());
    }
  }

  private String message() {
    String count =
        found.size() == 1
            ? "1 problem; mend it and run again"
            : found.size() + " problems; mend them and run again";
    return list().stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", "Cannot read " + source + ": " + count, ""));
  }
}
