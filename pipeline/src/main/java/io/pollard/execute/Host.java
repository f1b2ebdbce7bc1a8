package io.pollard.execute;

import io.pollard.store.Run;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/** Who runs a step. */
public final class Host {
  private static final String UNKNOWN = "unknown";

  private Host() {}

  /**
   * A run on this host by this version.
   *
   * @param attempt 1-based number of the try
   */
  public static Run run(int attempt, Instant startedAt) {
    String version =
        Optional.ofNullable(Host.class.getPackage().getImplementationVersion()).orElse(UNKNOWN);
    return new Run(version, name(), attempt, startedAt);
  }

  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }
}
