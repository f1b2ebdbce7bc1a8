package io.pollard.execute;

import java.io.Serializable;

/** How a step ended. */
public sealed interface Outcome extends Serializable {

  /** Id of the step. */
  String id();

  /**
   * The step is committed.
   *
   * @param wallMillis how long it took
   */
  record Committed(String id, long wallMillis) implements Outcome {}

  /**
   * The step could not be done.
   *
   * @param cause short name of what happened: {@code diverged} or an exception's class
   * @param message for a person
   * @param permanent whether it would end the same way again, so that retrying is no use
   * @param attempt 1-based number of the last try
   * @param host where that was
   */
  record Failed(
      String id, String cause, String message, boolean permanent, int attempt, String host)
      implements Outcome {

    /** On this host. */
    public static Failed here(
        String id, String cause, String message, boolean permanent, int attempt) {
      return new Failed(id, cause, message, permanent, attempt, Host.name());
    }
  }

  /** The step was told to stop before its end; nothing of it is committed. */
  record Cancelled(String id) implements Outcome {}
}
