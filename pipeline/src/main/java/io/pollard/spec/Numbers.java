package io.pollard.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Doubles as text that every Java version writes alike ({@code Double.toString} changed with Java
 * 19, and the text is part of every step's id).
 */
final class Numbers {
  private static final int ENOUGH_DIGITS = 17;

  private Numbers() {}

  /**
   * The value rounded to the fewest digits that read back as the same double, in the form of {@code
   * Double.toString}: {@code 0.0012}, {@code 60.0}, {@code 1.0E-8}.
   *
   * @throws IllegalArgumentException if {@code value} is NaN or infinite: files cannot hold it
   */
  static String text(double value) {
    double size = Math.abs(value);
    if (value == 0.0 || (size >= 1e-3 && size < 1e7)) {
      String plain = plain(value);
      return plain.contains(".") ? plain : plain + ".0";
    }
    BigDecimal shortest = shortest(value);
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String fraction = digits.length() == 1 ? "0" : digits.substring(1);
    return (value < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "E" + exponent;
  }

  /**
   * The same digits as {@link #text}, without exponent: {@code 500}.
   *
   * @throws IllegalArgumentException if {@code value} is NaN or infinite
   */
  static String plain(double value) {
    boolean negativeZero = value == 0.0 && 1.0 / value < 0.0;
    return (negativeZero ? "-" : "") + shortest(value).toPlainString();
  }

  private static BigDecimal shortest(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a finite number is expected, found " + value);
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded = exact;
    for (int digits = 1; digits <= ENOUGH_DIGITS; digits++) {
      rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        break;
      }
    }
    return rounded.stripTrailingZeros();
  }
}
