package io.pollard.spec;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads single values: numbers, truth values, text, enums, fractions and durations. */
final class Scalars {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private Scalars() {}

  /** Whether values of this type are single values of a file. */
  static boolean reads(Class<?> type) {
    return type == int.class
        || type == Integer.class
        || type == long.class
        || type == Long.class
        || type == double.class
        || type == Double.class
        || type == boolean.class
        || type == Boolean.class
        || type == String.class
        || type == Fraction.class
        || type == Duration.class
        || type.isEnum();
  }

  /**
   * The value.
   *
   * @throws IllegalArgumentException if the node holds no such value; says what was expected and
   *     found
   */
  static Object read(Node node, Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return (int) whole(node, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return whole(node, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return number(node);
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(node);
    }
    if (type == String.class) {
      return text(node, expected(type));
    }
    if (type == Fraction.class) {
      return new Fraction(number(node));
    }
    if (type == Duration.class) {
      return Duration.parse(text(node, expected(type)));
    }
    return constant(node, type);
  }

  /** What would do, in words. */
  static String expected(Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == Fraction.class) {
      return "a fraction in [0, 1]";
    }
    if (type == Duration.class) {
      return "a duration, such as 500 it or 3 ep,";
    }
    return type.isEnum() ? "one of " + String.join(", ", constants(type)) : "text";
  }

  private static long whole(Node node, long least, long most) {
    String digits = plain(node, WHOLE, "a whole number");
    BigInteger value = new BigInteger(digits);
    if (value.compareTo(BigInteger.valueOf(least)) < 0
        || value.compareTo(BigInteger.valueOf(most)) > 0) {
      throw unexpected("a whole number from " + least + " to " + most, node);
    }
    return value.longValue();
  }

  private static double number(Node node) {
    double value = Double.parseDouble(plain(node, NUMBER, "a number"));
    if (Double.isInfinite(value)) {
      throw unexpected("a number of at most " + Double.MAX_VALUE, node);
    }
    return value;
  }

  private static boolean truth(Node node) {
    return switch (node instanceof Node.Scalar scalar && scalar.plain() ? scalar.text() : "") {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> throw unexpected("true or false", node);
    };
  }

  private static String text(Node node, String expected) {
    if (node instanceof Node.Scalar scalar && !scalar.isNothing()) {
      return scalar.text();
    }
    throw unexpected(expected, node);
  }

  private static Object constant(Node node, Class<?> type) {
    String found = text(node, expected(type));
    for (Object constant : type.getEnumConstants()) {
      if (Names.of((Enum<?>) constant).equals(found)) {
        return constant;
      }
    }
    String hint =
        Names.nearest(found, constants(type))
            .map(name -> "; did you mean '" + name + "'?")
            .orElse("");
    throw new IllegalArgumentException(
        expected(type) + " is expected, found " + Found.describe(node) + hint);
  }

  private static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> Names.of((Enum<?>) c)).toList();
  }

  private static String plain(Node node, Pattern pattern, String expected) {
    if (node instanceof Node.Scalar scalar
        && scalar.plain()
        && pattern.matcher(scalar.text()).matches()) {
      return scalar.text();
    }
    throw unexpected(expected, node);
  }

  private static IllegalArgumentException unexpected(String expected, Node node) {
    return new IllegalArgumentException(expected + " is expected, found " + Found.describe(node));
  }
}
