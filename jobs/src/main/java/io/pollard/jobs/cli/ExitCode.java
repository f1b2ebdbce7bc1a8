package io.pollard.jobs.cli;

import io.pollard.execute.Outcome;

/** What a command says to the shell. */
final class ExitCode {
  static final int DONE = 0;

  /** A bug, or an arm that failed. */
  static final int FAILED = 1;

  /** The user's input cannot be used. */
  static final int USER = 2;

  /** Data or a model is damaged. */
  static final int DATA = 3;

  /** Told to stop, as a shell reports Ctrl-C. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** Whose fault it is that a step failed. */
  static int of(Outcome.Failed failure) {
    return switch (failure.cause()) {
      case "DataException" -> DATA;
      case "UserException" -> USER;
      default -> FAILED;
    };
  }
}
