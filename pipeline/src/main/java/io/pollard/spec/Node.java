package io.pollard.spec;

import java.util.List;
import java.util.Optional;

/** A piece of an experiment file that knows where it stands. Lines and columns count from 1. */
public sealed interface Node {

  int line();

  int column();

  /**
   * Keys with values, in the order of the file; no key twice.
   *
   * @param entries the pairs
   */
  record Mapping(List<Entry> entries, int line, int column) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The value of a key. */
    public Optional<Node> value(String key) {
      return entry(key).map(Entry::value);
    }

    /** The pair of a key. */
    public Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().text().equals(key)).findFirst();
    }
  }

  /** A key of a mapping with its value. */
  record Entry(Scalar key, Node value) {}

  /** A list. */
  record Sequence(List<Node> items, int line, int column) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * A single value.
   *
   * @param text what is written, without quotes
   * @param plain whether it is written without quotes; only then may it be a number, a truth value
   *     or nothing
   */
  record Scalar(String text, boolean plain, int line, int column) implements Node {

    /** Whether it is YAML's null: nothing at all, {@code ~} or {@code null}. */
    public boolean isNothing() {
      return plain
          && (text.isEmpty()
              || text.equals("~")
              || text.equals("null")
              || text.equals("Null")
              || text.equals("NULL"));
    }
  }

  /**
   * The deepest node on the way to a key path, for a complaint about something that is known by its
   * path alone.
   *
   * @param path as in {@link Problem#path}, such as {@code arms[2].prune.scoring}
   */
  default Node nearest(String path) {
    Node node = this;
    for (String step : KeyPath.steps(path)) {
      Optional<Node> next = KeyPath.child(node, step);
      if (next.isEmpty()) {
        return node;
      }
      node = next.get();
    }
    return node;
  }
}
