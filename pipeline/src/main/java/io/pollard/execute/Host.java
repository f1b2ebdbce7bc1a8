package io.pollard.execute;

import io.pollard.store.Executed;
import io.pollard.store.Run;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/** Who runs a step. */
public final class Host {
  private static final String UNKNOWN = "unknown";

  private Host() {}

  /** A run on this host by this version that executes no network. */
  public static Run run(int attempt, Instant startedAt) {
    return run(attempt, startedAt, Executed.NOTHING);
  }

  /**
   * A run on this host by this version.
   *
   * @param attempt 1-based number of the try
   * @param executed what it ran on the engine
   */
  public static Run run(int attempt, Instant startedAt, Executed executed) {
    String version =
        Optional.ofNullable(Host.class.getPackage().getImplementationVersion()).orElse(UNKNOWN);
    return new Run(version, name(), attempt, startedAt, executed);
  }

  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }
}
