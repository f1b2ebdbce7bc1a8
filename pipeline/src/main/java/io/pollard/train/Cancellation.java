package io.pollard.train;

/** Asked between iterations whether to stop. */
@FunctionalInterface
public interface Cancellation {

  /** Whether to stop now; once true it stays true. */
  boolean requested();

  /** Never stops. */
  static Cancellation never() {
    return () -> false;
  }

  /** Stops when the thread that asks has been interrupted; leaves its flag set. */
  static Cancellation onInterrupt() {
    return () -> Thread.currentThread().isInterrupted();
  }
}
