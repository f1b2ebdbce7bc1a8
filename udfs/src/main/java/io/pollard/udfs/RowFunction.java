package io.pollard.udfs;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An SQL function of one row, knowing neither Spark nor Hive. It is a pure function of its
 * arguments.
 *
 * <p>Values are Java's own: {@code byte[]}, {@link Long}, {@link Integer}, {@link Double}, {@link
 * Float}, {@link String}, {@link List} for an array and {@link Struct} for a struct.
 *
 * @param name in SQL
 * @param usage what it returns, in one line
 * @param arguments what it takes
 * @param result its type, as SQL writes types
 * @param body what it does
 */
record RowFunction(String name, String usage, List<Argument> arguments, String result, Body body)
    implements Serializable {

  RowFunction {
    arguments = List.copyOf(arguments);
  }

  /**
   * An argument.
   *
   * @param name for people
   * @param type as SQL writes types
   * @param mayBeNull whether the function sees a null; where it may not, a null makes the result
   *     null
   */
  record Argument(String name, String type, boolean mayBeNull) implements Serializable {
    static Argument of(String name, String type) {
      return new Argument(name, type, false);
    }

    static Argument nullable(String name, String type) {
      return new Argument(name, type, true);
    }
  }

  /** What a function does with arguments of the declared types. */
  @FunctionalInterface
  interface Body extends Serializable {
    @Nullable Object apply(List<@Nullable Object> arguments);
  }

  /** Null if an argument is that may not be. */
  @Nullable Object apply(List<@Nullable Object> values) {
    for (int i = 0; i < arguments.size(); i++) {
      if (values.get(i) == null && !arguments.get(i).mayBeNull()) {
        return null;
      }
    }
    return body.apply(values);
  }

  /** Such as {@code pollard_kept(elements bigint, mask binary)}. */
  String signature() {
    return name + signature(arguments);
  }

  static String signature(List<Argument> arguments) {
    return arguments.stream()
        .map(argument -> argument.name() + " " + argument.type())
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
