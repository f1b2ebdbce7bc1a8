package io.pollard.engine.onednn;

/** A network turned out to have a layer that cannot be compiled. */
final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  Unsupported(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
