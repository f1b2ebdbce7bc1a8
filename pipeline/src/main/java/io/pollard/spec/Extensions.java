package io.pollard.spec;

import io.pollard.UserException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a family offers. A sealed family is its permitted records; an open one is whatever {@link
 * ServiceLoader} finds, in Pollard's jars and in jars put beside them. Nothing is remembered: each
 * call looks anew, so callers that ask often keep the answer.
 */
public final class Extensions {
  private Extensions() {}

  /** The names that a file may use for a family, sorted. */
  public static List<String> names(Class<? extends Extension> family) {
    return List.copyOf(types(family).keySet());
  }

  /** The record behind a name. */
  public static <E extends Extension> Optional<Class<? extends E>> find(
      Class<E> family, String name) {
    return Optional.ofNullable(types(family).get(name));
  }

  /**
   * All records of a family by name.
   *
   * @throws UserException if a jar on the class path declares a record that cannot be used, or if
   *     two records have the same name
   */
  public static <E extends Extension> SortedMap<String, Class<? extends E>> types(Class<E> family) {
    SortedMap<String, Class<? extends E>> byName = new TreeMap<>();
    implementations(family)
        .forEach(
            type -> {
              check(family, type);
              Class<? extends E> other = byName.putIfAbsent(nameOf(type), type);
              if (other != null && other != type) {
                throw ambiguous(family, type, other);
              }
            });
    return Collections.unmodifiableSortedMap(byName);
  }

  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return RecordType.defaults(type)
              .map(defaults -> ((Extension) defaults).name())
              .orElseGet(() -> Extension.nameOf(type));
        }
      };

  /** The name of a record in files: what an instance with defaults says, if there can be one. */
  static String nameOf(Class<? extends Extension> type) {
    return NAMES.get(type);
  }

  private static <E extends Extension> Stream<Class<? extends E>> implementations(Class<E> family) {
    if (!family.isInterface()) {
      return Stream.of(family);
    }
    return family.isSealed() ? permitted(family, family) : provided(family);
  }

  private static <E extends Extension> Stream<Class<? extends E>> permitted(
      Class<?> type, Class<E> family) {
    return Arrays.stream(type.getPermittedSubclasses())
        .flatMap(
            sub ->
                sub.isInterface()
                    ? permitted(sub, family)
                    : Stream.<Class<? extends E>>of(sub.asSubclass(family)));
  }

  private static <E extends Extension> Stream<Class<? extends E>> provided(Class<E> family) {
    try {
      // Collected here, so that a broken declaration fails inside this block.
      List<Class<? extends E>> types =
          ServiceLoader.load(family, loader(family)).stream()
              .<Class<? extends E>>map(ServiceLoader.Provider::type)
              .toList();
      return types.stream();
    } catch (ServiceConfigurationError e) {
      throw new UserException(
          "Cannot list the extensions of "
              + family.getSimpleName()
              + ": "
              + e.getMessage()
              + "; mend or remove the jar that declares it",
          e);
    }
  }

  /**
   * Where to look: with the thread's loader, which on a cluster sees the jars given to the job, if
   * it knows the same family; a thread of a common pool does not.
   */
  private static ClassLoader loader(Class<?> family) {
    ClassLoader own = family.getClassLoader();
    return Optional.ofNullable(Thread.currentThread().getContextClassLoader())
        .filter(context -> knows(context, family))
        .orElse(own);
  }

  private static boolean knows(ClassLoader loader, Class<?> family) {
    try {
      return Class.forName(family.getName(), false, loader) == family;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void check(Class<?> family, Class<?> type) {
    if (!type.isRecord()) {
      throw unusable(family, type, "it is not a record", "make it one or remove its jar");
    }
    if (RecordType.names(type).contains("name")) {
      throw unusable(
          family,
          type,
          "it has a component 'name', the key by which files choose",
          "rename it or remove its jar");
    }
  }

  private static UserException unusable(Class<?> family, Class<?> type, String why, String remedy) {
    return new UserException(
        "Cannot use an extension of "
            + family.getSimpleName()
            + ": "
            + why
            + " (class="
            + type.getName()
            + "); "
            + remedy);
  }

  private static UserException ambiguous(Class<?> family, Class<?> one, Class<?> other) {
    List<String> classes = Stream.of(one, other).map(Class::getName).sorted().toList();
    return new UserException(
        "Cannot tell two extensions of "
            + family.getSimpleName()
            + " apart: they have the same name (name="
            + nameOf(one.asSubclass(Extension.class))
            + ", classes="
            + String.join(", ", classes)
            + "); rename one or remove its jar");
  }
}
