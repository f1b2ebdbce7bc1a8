package io.pollard.spec;

/**
 * A share of a whole, in [0, 1]; never a percentage and never a count.
 *
 * @param value the share
 */
public record Fraction(double value) {

  /**
   * @throws IllegalArgumentException if {@code value} is NaN or outside [0, 1]
   */
  public Fraction {
    if (!(value >= 0.0 && value <= 1.0)) {
      throw new IllegalArgumentException("a fraction lies in [0, 1], found " + value);
    }
    value += 0.0; // -0 becomes 0: equal fractions have equal texts
  }

  /** The house rounding of METHODS 0.3.4: floor(fraction * n + 0.5). */
  public int of(int n) {
    return (int) Math.floor(value * n + 0.5);
  }

  @Override
  public String toString() {
    return Numbers.text(value);
  }
}
