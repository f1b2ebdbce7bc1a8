package io.pollard.execute;

import io.pollard.store.Run;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Who runs a step. */
public final class Host {
  private static final String UNKNOWN = "unknown";

  private Host() {}

  /** A run on this host by this version that trains nothing. */
  public static Run run(int attempt, Instant startedAt) {
    return run(attempt, startedAt, 0);
  }

  /**
   * A run on this host by this version.
   *
   * @param attempt 1-based number of the try
   * @param trainedMacs of the network that took the last optimiser step; 0 if none was taken
   */
  public static Run run(int attempt, Instant startedAt, long trainedMacs) {
    String version =
        Optional.ofNullable(Host.class.getPackage().getImplementationVersion()).orElse(UNKNOWN);
    OptionalLong macs = trainedMacs > 0 ? OptionalLong.of(trainedMacs) : OptionalLong.empty();
    return new Run(version, name(), attempt, startedAt, macs);
  }

  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }
}
