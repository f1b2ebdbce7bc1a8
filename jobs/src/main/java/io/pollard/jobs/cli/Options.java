package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.spec.Fraction;

/** Checks of options that several commands have. */
final class Options {
  private Options() {}

  /**
   * A share.
   *
   * @throws UserException if it does not lie in [0, 1]
   */
  static Fraction share(String option, double value) {
    if (!(value >= 0.0 && value <= 1.0)) {
      throw new UserException(
          "Cannot use the option: a share lies in [0, 1] (%s=%s); give 0.9 for 90%%"
              .formatted(option, value));
    }
    return new Fraction(value);
  }

  /**
   * A number of things.
   *
   * @throws UserException if it is not positive
   */
  static int positive(String option, int value) {
    if (value < 1) {
      throw new UserException(
          "Cannot use the option: a number is at least 1 (%s=%d)".formatted(option, value)
              + "; give a larger one");
    }
    return value;
  }
}
