package io.pollard.spec;

import java.util.Locale;

/**
 * Something that an experiment file chooses by name: a scoring rule, a selection, an optimiser.
 *
 * <p>A family is an interface that extends this one. An implementation is a record in a file of its
 * own: its components are its keys in the file, its compact constructor validates, and its public
 * no-argument constructor holds the defaults. A component without a sensible default is marked
 * {@link Required}; what the no-argument constructor gives it is an example. Open families are
 * found through {@link java.util.ServiceLoader} (annotate the record with {@code @AutoService}),
 * closed ones are sealed.
 *
 * <p>In a file, {@code magnitude}, {@code {magnitude: {key: value}}} and {@code {name: magnitude,
 * key: value}} are the same choice.
 */
public interface Extension {

  /** The name in experiment files: the class name in kebab-case, {@code OneShot -> one-shot}. */
  default String name() {
    return nameOf(getClass());
  }

  /** The name in experiment files of an implementation. */
  static String nameOf(Class<?> type) {
    return type.getSimpleName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
