package io.pollard;

/**
 * Data or a model is damaged or is not what it says it is: a truncated file, a wrong magic number,
 * a checksum that does not match, parameters of another shape. The message follows the rule of
 * {@link UserException}. Commands end with exit code 3.
 */
public final class DataException extends RuntimeException {
  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
