package io.pollard.spec;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Records as compact JSON, the same text for equal records: keys sorted, components that are equal
 * to their default left out (see {@link Binder}), {@link Required} ones always written, an
 * extension as {@code "name"} or {@code {"name":{...}}}. Only ASCII. The text reads back, through
 * {@link Binder}, as an equal record.
 *
 * <p>Because defaults are left out, a new component whose default changes nothing changes no text,
 * and so no step's id.
 */
public final class Canonical {
  private static final Canonical SETTINGS = new Canonical(true);
  private static final Canonical IDENTITY = new Canonical(false);

  private final boolean locations;
  private final ClassValue<List<Optional<String>>> fallbacks;
  private final Optional<Map<Object, String>> parts;

  private Canonical(boolean locations) {
    this.locations = locations;
    fallbacks = new Fallbacks();
    parts = Optional.empty();
  }

  private Canonical(Canonical like, Map<Object, String> parts) {
    locations = like.locations;
    fallbacks = like.fallbacks;
    this.parts = Optional.of(parts);
  }

  /** The defaults of a record's components as texts, written once per class. */
  private final class Fallbacks extends ClassValue<List<Optional<String>>> {
    @Override
    protected List<Optional<String>> computeValue(Class<?> type) {
      return RecordType.of(type).components().stream()
          .map(component -> component.fallback().map(Canonical.this::value))
          .toList();
    }
  }

  /**
   * Everything that the record says.
   *
   * @throws IllegalArgumentException if it holds a number that is not finite, or a map with a key
   *     of more than 128 characters
   * @throws IllegalStateException if a component has a type that experiment files cannot hold
   */
  public static String settings(Object record) {
    return SETTINGS.value(record);
  }

  /**
   * What the record says apart from where things lie: {@link #settings} without the components
   * marked {@link Location}, at any depth.
   *
   * @throws IllegalArgumentException if it holds a number that is not finite, or a map with a key
   *     of more than 128 characters
   * @throws IllegalStateException if a component has a type that experiment files cannot hold
   */
  public static String identity(Object record) {
    return IDENTITY.value(record);
  }

  /**
   * {@link #identity} for many records that share parts, the very same objects: the text of a part
   * is written once. Keeps all parts; not thread-safe.
   */
  public static Function<Record, String> identities() {
    Canonical canonical = new Canonical(IDENTITY, new IdentityHashMap<>());
    return canonical::record;
  }

  /**
   * What tables call a choice: its name alone where all its keys are at their defaults, else as in
   * an experiment file.
   */
  public static String label(Extension choice) {
    String text = identity(choice);
    return text.startsWith("{") ? text : choice.name();
  }

  private String value(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Double number) {
      return Numbers.text(number);
    }
    if (value instanceof Fraction fraction) {
      return Numbers.text(fraction.value());
    }
    if (value instanceof Duration duration) {
      return quoted(duration.toString());
    }
    if (value instanceof Enum<?> constant) {
      return quoted(Names.of(constant));
    }
    return composite(value);
  }

  private String composite(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(this::value).orElse("null");
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::value).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, String> written = new TreeMap<>();
      map.forEach((key, item) -> written.put(key((String) key), value(item)));
      return object(written);
    }
    if (value instanceof Record record) {
      // Not computeIfAbsent: the parts of a part are added meanwhile.
      String known = parts.map(texts -> texts.get(record)).orElse("");
      if (known.isEmpty()) {
        String text = record(record);
        parts.ifPresent(texts -> texts.put(record, text));
        return text;
      }
      return known;
    }
    throw new IllegalStateException(
        "Experiment files cannot hold values of " + value.getClass().getName());
  }

  private String record(Record record) {
    return record instanceof Extension extension ? choice(extension) : object(components(record));
  }

  private static String key(String key) {
    if (key.length() > Composer.MAX_KEY) {
      throw new IllegalArgumentException(
          "a key has at most " + Composer.MAX_KEY + " characters, found " + Found.quote(key));
    }
    return key;
  }

  private String choice(Extension extension) {
    String name = quoted(Extensions.nameOf(extension.getClass()));
    Map<String, String> components = components(extension);
    return components.isEmpty() ? name : "{" + name + ":" + object(components) + "}";
  }

  private Map<String, String> components(Object record) {
    Map<String, String> written = new TreeMap<>();
    List<RecordType.Component> components = RecordType.of(record.getClass()).components();
    List<Optional<String>> defaults = fallbacks.get(record.getClass());
    for (int i = 0; i < components.size(); i++) {
      RecordType.Component component = components.get(i);
      if (locations || !component.isLocation()) {
        String text = value(component.of(record));
        // Compared as text, so that a default which differs in its location alone counts as one.
        if (!defaults.get(i).equals(Optional.of(text))) {
          written.put(component.name(), text);
        }
      }
    }
    return written;
  }

  private static String object(Map<String, String> members) {
    List<String> pairs = new ArrayList<>();
    members.forEach((key, text) -> pairs.add(quoted(key) + ":" + text));
    return "{" + String.join(",", pairs) + "}";
  }

  /** ASCII alone: YAML readers disagree about some other characters. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        json.append(c);
      } else {
        json.append(String.format("\\u%04x", (int) c));
      }
    }
    return json.append('"').toString();
  }
}
