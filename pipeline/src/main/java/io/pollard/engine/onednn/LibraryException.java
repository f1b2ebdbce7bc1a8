package io.pollard.engine.onednn;

/** The library could not do what it was asked for: out of memory, say, or no such kernel. */
final class LibraryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LibraryException(String message) {
    super(message);
  }
}
