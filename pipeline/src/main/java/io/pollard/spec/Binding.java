package io.pollard.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One run of the {@link Binder}. Every method returns empty if and only if it noted a problem. */
final class Binding {
  private final Problems problems;
  private final Map<Class<?>, SortedMap<String, Class<? extends Extension>>> families =
      new HashMap<>();

  Binding(Problems problems) {
    this.problems = problems;
  }

  Optional<Object> value(Node node, Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      return generic(node, generic, path);
    }
    if (!(type instanceof Class<?> plain)) {
      throw unsupported(type);
    }
    if (Scalars.reads(plain)) {
      return scalar(node, plain, path);
    }
    if (Extension.class.isAssignableFrom(plain)) {
      return choice(node, plain.asSubclass(Extension.class), path);
    }
    if (plain.isRecord()) {
      return keys(node, path, "keys are expected")
          .flatMap(mapping -> record(mapping, List.of(), plain, path));
    }
    throw unsupported(type);
  }

  private Optional<Object> generic(Node node, ParameterizedType type, String path) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return node instanceof Node.Scalar scalar && scalar.isNothing()
          ? Optional.of(Optional.empty())
          : value(node, arguments[0], path).map(Optional::of);
    }
    if (type.getRawType() == List.class) {
      return list(node, arguments[0], path);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return keys(node, path, "keys are expected")
          .flatMap(mapping -> map(mapping, arguments[1], path));
    }
    throw unsupported(type);
  }

  private Optional<Object> scalar(Node node, Class<?> type, String path) {
    try {
      return Optional.of(Scalars.read(node, type));
    } catch (IllegalArgumentException e) {
      return problem(node, path, message(e));
    }
  }

  private Optional<Object> list(Node node, Type type, String path) {
    if (!(node instanceof Node.Sequence sequence)) {
      return problem(node, path, "a list is expected, found " + Found.describe(node));
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      value(sequence.items().get(i), type, KeyPath.item(path, i)).ifPresent(items::add);
    }
    return items.size() == sequence.items().size()
        ? Optional.of(Collections.unmodifiableList(items))
        : Optional.empty();
  }

  private Optional<Object> map(Node.Mapping mapping, Type type, String path) {
    SortedMap<String, Object> values = new TreeMap<>();
    for (Node.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      value(entry.value(), type, KeyPath.key(path, key)).ifPresent(v -> values.put(key, v));
    }
    return values.size() == mapping.entries().size()
        ? Optional.of(Collections.unmodifiableSortedMap(values))
        : Optional.empty();
  }

  /**
   * A record from its keys.
   *
   * @param ignored keys that are not the record's
   */
  private Optional<Object> record(
      Node.Mapping mapping, List<String> ignored, Class<?> type, String path) {
    RecordType shape = RecordType.of(type);
    List<Object> values = new ArrayList<>();
    for (RecordType.Component component : shape.components()) {
      Optional<Node> given = mapping.value(component.name());
      if (given.isPresent()) {
        value(given.get(), component.valueType(), KeyPath.key(path, component.name()))
            .ifPresent(values::add);
      } else if (component.fallback().isPresent()) {
        values.add(component.fallback().get());
      } else {
        String text = "key '" + component.name() + "' is missing; ";
        problem(mapping, path, text + expected(component.valueType()));
      }
    }
    boolean known = refuseOthers(mapping, ignored, shape, path);
    return known && values.size() == shape.components().size()
        ? make(shape, values, mapping, path)
        : Optional.empty();
  }

  private boolean refuseOthers(
      Node.Mapping mapping, List<String> ignored, RecordType shape, String path) {
    List<Node.Scalar> others =
        mapping.entries().stream()
            .map(Node.Entry::key)
            .filter(key -> !shape.names().contains(key.text()) && !ignored.contains(key.text()))
            .toList();
    others.forEach(key -> problem(key, path, Names.unknown("key", key.text(), shape.names())));
    return others.isEmpty();
  }

  private Optional<Object> make(
      RecordType shape, List<Object> values, Node.Mapping mapping, String path) {
    try {
      return Optional.of(shape.make(values.toArray()));
    } catch (IllegalArgumentException e) {
      return problem(blamed(mapping, message(e)), path, message(e));
    }
  }

  /** The key that a record's complaint begins with, for its line, or else the whole mapping. */
  private static Node blamed(Node.Mapping mapping, String complaint) {
    return mapping.entries().stream()
        .filter(entry -> complaint.startsWith(entry.key().text() + " "))
        .findFirst()
        .<Node>map(Node.Entry::key)
        .orElse(mapping);
  }

  private Optional<Object> choice(Node node, Class<? extends Extension> family, String path) {
    if (node instanceof Node.Scalar name && !name.isNothing()) {
      Node.Mapping none = new Node.Mapping(List.of(), name.line(), name.column());
      return chosen(name, none, List.of(), family, path);
    }
    if (!(node instanceof Node.Mapping mapping)) {
      return noChoice(node, path, family, Found.describe(node));
    }
    Optional<Node.Entry> named = mapping.entry("name");
    if (named.isPresent()) {
      return named(named.get(), mapping, family, path);
    }
    if (mapping.entries().size() != 1) {
      return noChoice(mapping, path, family, mapping.entries().size() + " keys");
    }
    Node.Entry only = mapping.entries().get(0);
    String below = KeyPath.key(path, only.key().text());
    if (only.value() instanceof Node.Scalar scalar && scalar.isNothing()) {
      Node.Mapping none = new Node.Mapping(List.of(), only.key().line(), only.key().column());
      return chosen(only.key(), none, List.of(), family, below);
    }
    String keysOf = "the keys of '" + only.key().text() + "' are expected";
    return keys(only.value(), below, keysOf)
        .flatMap(keys -> chosen(only.key(), keys, List.of(), family, below));
  }

  private Optional<Object> named(
      Node.Entry entry, Node.Mapping mapping, Class<? extends Extension> family, String path) {
    return entry.value() instanceof Node.Scalar name && !name.isNothing()
        ? chosen(name, mapping, List.of("name"), family, path)
        : noChoice(entry.value(), KeyPath.key(path, "name"), family, Found.describe(entry.value()));
  }

  private Optional<Object> chosen(
      Node.Scalar name,
      Node.Mapping keys,
      List<String> ignored,
      Class<? extends Extension> family,
      String path) {
    Class<? extends Extension> type = types(family).get(name.text());
    if (type == null) {
      List<String> known = List.copyOf(types(family).keySet());
      return problem(name, path, Names.unknown(Names.inWords(family), name.text(), known));
    }
    return record(keys, ignored, type, path);
  }

  private Optional<Object> noChoice(
      Node node, String path, Class<? extends Extension> family, String found) {
    String text =
        String.format(
            "one %s is expected, found %s; write a name or {name: {key: value}}; known names: %s",
            Names.inWords(family), found, known(family));
    return problem(node, path, text);
  }

  private String known(Class<? extends Extension> family) {
    return String.join(", ", types(family).keySet());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private SortedMap<String, Class<? extends Extension>> types(Class<? extends Extension> family) {
    return families.computeIfAbsent(family, asked -> (SortedMap) Extensions.types(family));
  }

  private Optional<Node.Mapping> keys(Node node, String path, String expected) {
    if (node instanceof Node.Mapping mapping) {
      return Optional.of(mapping);
    }
    problem(node, path, expected + ", found " + Found.describe(node));
    return Optional.empty();
  }

  private String expected(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class ? "a list is expected" : "keys are expected";
    }
    Class<?> plain = (Class<?>) type;
    if (Scalars.reads(plain)) {
      return Scalars.expected(plain) + " is expected";
    }
    return Extension.class.isAssignableFrom(plain)
        ? "one of " + known(plain.asSubclass(Extension.class)) + " is expected"
        : "its keys are " + String.join(", ", RecordType.names(plain));
  }

  private Optional<Object> problem(Node at, String path, String text) {
    problems.add(at, path, text);
    return Optional.empty();
  }

  private static String message(IllegalArgumentException e) {
    return Optional.ofNullable(e.getMessage()).orElse("a value that cannot be used");
  }

  private static IllegalStateException unsupported(Type type) {
    return new IllegalStateException(
        "Experiment files cannot hold values of " + type.getTypeName());
  }
}
