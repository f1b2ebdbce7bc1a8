package io.pollard.spec;

import java.util.Optional;

/**
 * Turns nodes into records, strictly: an unknown key, a missing one, a value of another kind and
 * whatever a record's constructor refuses are all reported, all at once.
 *
 * <p>Components may be {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String},
 * enums, {@link Fraction}, {@link Duration}, nested records, families of {@link Extension}, and
 * {@code Optional}, {@code List} and {@code Map<String, T>} of these. Maps come sorted by key, so
 * that nothing can depend on the order of a file's keys.
 *
 * <p>A component that the file does not give has the value of the record's no-argument constructor.
 * Components marked {@link Required} have to be given; those marked {@link Example} are empty then.
 * In a record without a no-argument constructor an Optional, List or Map may be left out (empty),
 * as may a nested record whose components all have defaults; everything else has to be given. An
 * Optional may also be given as {@code null}.
 */
public final class Binder {
  private Binder() {}

  /**
   * Binds a node.
   *
   * @param type a record, or a family of extensions
   * @param problems gets everything that is wrong
   * @return the record; empty if and only if problems were added
   */
  public static <T> Optional<T> bind(Node node, Class<T> type, Problems problems) {
    return new Binding(problems).value(node, type, "").map(type::cast);
  }

  /**
   * Binds a node that has to be in order.
   *
   * @param source what is read, as in {@link Problems}
   * @throws io.pollard.UserException that lists everything that is wrong
   */
  public static <T> T bind(Node node, Class<T> type, String source) {
    Problems problems = new Problems(source);
    Optional<T> bound = bind(node, type, problems);
    problems.throwIfAny();
    return bound.orElseThrow();
  }

  /**
   * Reads and binds text.
   *
   * @return the record; empty if the problems that were added leave none
   */
  public static <T> Optional<T> read(String text, Class<T> type, Problems problems) {
    return Yaml.parse(text, problems).flatMap(node -> bind(node, type, problems));
  }

  /**
   * Reads and binds text that has to be in order.
   *
   * @param source what is read, as in {@link Problems}
   * @throws io.pollard.UserException that lists everything that is wrong, with syntax and with
   *     values
   */
  public static <T> T read(String text, Class<T> type, String source) {
    Problems problems = new Problems(source);
    Optional<T> bound = read(text, type, problems);
    problems.throwIfAny();
    return bound.orElseThrow();
  }
}
