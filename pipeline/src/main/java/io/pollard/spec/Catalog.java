package io.pollard.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What experiment files can choose, described for people. */
public final class Catalog {
  private Catalog() {}

  /**
   * A member of a family.
   *
   * @param name in experiment files
   * @param summary what it does, in one line; empty if its author says nothing
   * @param keys in the order of its components
   * @param source its class, and the jar that brings it
   */
  public record Entry(String name, Optional<String> summary, List<Key> keys, String source) {}

  /**
   * A key of a member.
   *
   * @param name in experiment files
   * @param expected what would do, in words
   * @param defaultValue as in experiment files; empty if the key has to be given
   */
  public record Key(String name, String expected, Optional<String> defaultValue) {}

  /** {@code ScoringRule -> scoring rule}. */
  public static String title(Class<? extends Extension> family) {
    return Names.inWords(family);
  }

  /**
   * The members of a family, by name.
   *
   * @throws io.pollard.UserException if a jar on the class path declares a record that cannot be
   *     used
   */
  public static <E extends Extension> List<Entry> of(Class<E> family) {
    return Extensions.types(family).entrySet().stream()
        .map(member -> entry(member.getKey(), member.getValue()))
        .toList();
  }

  private static Entry entry(String name, Class<? extends Extension> type) {
    return new Entry(
        name,
        Optional.ofNullable(type.getAnnotation(Summary.class)).map(Summary::value),
        RecordType.of(type).components().stream().map(Catalog::key).toList(),
        source(type));
  }

  /** The class, and the jar that it is from if it is from one. */
  private static String source(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
        .map(code -> code.getLocation().getPath().replaceFirst(".*/", ""))
        .filter(file -> file.endsWith(".jar"))
        .map(jar -> type.getName() + " in " + jar)
        .orElse(type.getName());
  }

  private static Key key(RecordType.Component component) {
    return new Key(
        component.name(),
        expected(component.valueType()),
        component.fallback().map(Canonical::settings));
  }

  private static String expected(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type inner = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (generic.getRawType() == Optional.class) {
        return expected(inner) + ", or null";
      }
      return (generic.getRawType() == Map.class ? "for any key " : "a list, each ")
          + expected(inner);
    }
    Class<?> plain = (Class<?>) type;
    if (Scalars.reads(plain)) {
      return Scalars.expected(plain).replaceFirst(",\\z", "");
    }
    return Extension.class.isAssignableFrom(plain)
        ? article(Names.inWords(plain))
        : "the keys of " + article(Names.inWords(plain));
  }

  private static String article(String noun) {
    boolean vowel = "aeiou".indexOf(noun.toLowerCase(Locale.ROOT).charAt(0)) >= 0;
    return (vowel ? "an " : "a ") + noun;
  }
}
