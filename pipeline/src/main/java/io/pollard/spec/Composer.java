package io.pollard.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Builds the nodes of one document from the parser's events. */
final class Composer {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 100_000;

  /** Written with escapes, such a key still fits into the 1024 characters that YAML allows it. */
  static final int MAX_KEY = 128;

  private final Iterator<Event> events;
  private final Problems problems;
  private final Map<String, Built> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int nodes;

  /** A node, how many nodes it unfolds to and how deep it goes. */
  private record Built(Node node, int size, int depth) {}

  /** Ends the reading of a document that cannot be used at all; the problem is noted already. */
  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
  }

  Composer(Iterator<Event> events, Problems problems) {
    this.events = events;
    this.problems = problems;
  }

  Optional<Node> document() {
    try {
      events.next(); // the start of the stream
      if (events.next().getEventId() == Event.ID.StreamEnd) {
        problems.add(new Problem(1, "", "nothing but empty lines and comments"));
        return Optional.empty();
      }
      Built root = node(events.next(), 1);
      events.next(); // the end of the document
      Event after = events.next();
      if (after.getEventId() != Event.ID.StreamEnd) {
        problems.add(new Problem(line(after), "", "a second document begins; one file holds one"));
      }
      return Optional.of(root.node());
    } catch (Unusable e) {
      return Optional.empty();
    }
  }

  private Built node(Event event, int depth) throws Unusable {
    if (event instanceof AliasEvent alias) {
      return aliased(alias, depth);
    }
    grow(event, 1, depth);
    Optional<String> anchor = ((NodeEvent) event).getAnchor().map(Anchor::getValue);
    anchor.ifPresent(open::add);
    Built built;
    if (event instanceof ScalarEvent scalar) {
      built = new Built(scalar(scalar), 1, 1);
    } else if (event.getEventId() == Event.ID.SequenceStart) {
      built = sequence((CollectionStartEvent) event, depth);
    } else {
      built = mapping((CollectionStartEvent) event, depth);
    }
    anchor.ifPresent(open::remove);
    anchor.ifPresent(name -> anchors.put(name, built));
    return built;
  }

  private Node.Scalar scalar(ScalarEvent event) {
    refuseTag(event, event.getTag());
    return new Node.Scalar(event.getValue(), event.isPlain(), line(event), column(event));
  }

  private Built sequence(CollectionStartEvent start, int depth) throws Unusable {
    refuseTag(start, start.getTag());
    List<Node> items = new ArrayList<>();
    int size = 1;
    int below = 0;
    for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; ) {
      Built item = node(next, depth + 1);
      items.add(item.node());
      size += item.size();
      below = Math.max(below, item.depth());
      next = events.next();
    }
    return new Built(new Node.Sequence(items, line(start), column(start)), size, below + 1);
  }

  private Built mapping(CollectionStartEvent start, int depth) throws Unusable {
    refuseTag(start, start.getTag());
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    int size = 1;
    int below = 0;
    for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; ) {
      Node key = node(next, depth + 1).node();
      Built value = node(events.next(), depth + 1);
      size += 1 + value.size();
      below = Math.max(below, value.depth());
      enter(entries, key, value.node());
      next = events.next();
    }
    List<Node.Entry> pairs = List.copyOf(entries.values());
    return new Built(new Node.Mapping(pairs, line(start), column(start)), size, below + 1);
  }

  private void enter(Map<String, Node.Entry> entries, Node key, Node value) {
    if (!(key instanceof Node.Scalar name) || name.isNothing()) {
      problems.add(key, "", "a key is a word, found " + Found.describe(key));
      return;
    }
    if (name.text().length() > MAX_KEY) {
      problems.add(key, "", "a key has at most " + MAX_KEY + " characters");
      return;
    }
    if (name.plain() && name.text().equals("<<")) {
      problems.add(key, "", "merge keys ('<<') are not supported; write the keys out");
      return;
    }
    Node.Entry first = entries.putIfAbsent(name.text(), new Node.Entry(name, value));
    if (first != null) {
      String text = "key '" + name.text() + "' is given twice, first in line " + first.key().line();
      problems.add(key, "", text + "; keep one");
    }
  }

  private Built aliased(AliasEvent alias, int depth) throws Unusable {
    String name = alias.getAlias().getValue();
    Built target = anchors.get(name);
    if (open.contains(name)) {
      throw unusable(alias, "alias *" + name + " lies within what it stands for");
    }
    if (target == null) {
      throw unusable(
          alias, "alias *" + name + " stands for nothing; anchor &" + name + " is missing");
    }
    grow(alias, target.size(), depth + target.depth() - 1);
    return target;
  }

  private void grow(Event event, int size, int depth) throws Unusable {
    nodes += size;
    if (nodes > MAX_NODES) {
      throw unusable(event, "at most " + MAX_NODES + " values are expected, aliases unfolded");
    }
    if (depth > MAX_DEPTH) {
      throw unusable(event, "at most " + MAX_DEPTH + " levels of nesting are expected");
    }
  }

  private void refuseTag(Event event, Optional<String> tag) {
    tag.ifPresent(
        name ->
            problems.add(
                new Problem(
                    line(event), "", "tags are not supported; remove '" + shorthand(name) + "'")));
  }

  private static String shorthand(String tag) {
    return tag.replace("tag:yaml.org,2002:", "!!");
  }

  private Unusable unusable(Event at, String text) {
    problems.add(new Problem(line(at), "", text));
    return new Unusable();
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
