package io.pollard;

/**
 * The user's input cannot be used: a bad key in a file, a path that does not exist, an option that
 * makes no sense. The message is all that the user sees (no stack trace), so it reads {@code Cannot
 * <do> <what>: <why> (<key>=<value>); <what to do>}. Commands end with exit code 2.
 */
public final class UserException extends RuntimeException {
  public UserException(String message) {
    super(message);
  }

  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
