package io.pollard.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of training: {@code 500 it} (optimiser steps) or {@code 3 ep} (passes over the training
 * split; a fraction such as {@code 0.5 ep} is allowed).
 *
 * @param amount how many, at least 0; whole for iterations
 * @param unit of what
 */
public record Duration(double amount, Unit unit) {

  /** What a {@link Duration} counts. */
  public enum Unit {
    ITERATIONS("it"),
    EPOCHS("ep");

    private final String symbol;

    Unit(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  private static final Pattern TEXT = Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*(it|ep)\\s*");

  /**
   * @throws IllegalArgumentException if {@code amount} is negative, not finite, or a fraction of an
   *     iteration
   */
  public Duration {
    if (!(amount >= 0.0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException("a duration is at least 0, found " + amount);
    }
    if (unit == Unit.ITERATIONS && amount != Math.rint(amount)) {
      throw new IllegalArgumentException("iterations are whole, found " + amount);
    }
    amount += 0.0; // -0 becomes 0: equal durations have equal texts
  }

  public static Duration iterations(long amount) {
    return new Duration(amount, Unit.ITERATIONS);
  }

  public static Duration epochs(double amount) {
    return new Duration(amount, Unit.EPOCHS);
  }

  /**
   * Reads {@code 500 it} or {@code 3 ep}.
   *
   * @throws IllegalArgumentException if the text is not a number with one of the two units
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a duration carries a unit, such as 500 it or 3 ep, found '" + text + "'");
    }
    Unit unit = matcher.group(2).equals("it") ? Unit.ITERATIONS : Unit.EPOCHS;
    return new Duration(Double.parseDouble(matcher.group(1)), unit);
  }

  /**
   * The number of optimiser steps.
   *
   * @param iterationsPerEpoch steps in one pass over the training split
   */
  public int iterations(int iterationsPerEpoch) {
    double steps = unit == Unit.ITERATIONS ? amount : amount * iterationsPerEpoch;
    return Math.toIntExact(Math.round(steps));
  }

  /** A multiple of it; iterations are rounded to whole ones. */
  public Duration times(double factor) {
    double multiple = amount * factor;
    return new Duration(unit == Unit.ITERATIONS ? Math.rint(multiple) : multiple, unit);
  }

  @Override
  public String toString() {
    return Numbers.plain(amount) + " " + unit.symbol();
  }
}
