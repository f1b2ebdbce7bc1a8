package io.pollard.jobs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The sockets at which a process listens, as Linux tells. */
final class Listeners {
  private static final String LISTENING = "0A";

  private Listeners() {}

  /** The addresses, in the hexadecimal form of /proc/net: 0100007F is 127.0.0.1. */
  static Set<String> of(long process) {
    Set<String> sockets = sockets(process);
    Set<String> addresses = new TreeSet<>();
    try {
      for (String table : List.of("tcp", "tcp6")) {
        Path file = Path.of("/proc", Long.toString(process), "net", table);
        for (String line : Files.readAllLines(file)) {
          String[] cells = line.strip().split("\\s+", -1);
          if (cells[3].equals(LISTENING) && sockets.contains("socket:[" + cells[9] + "]")) {
            addresses.add(cells[1].split(":", -1)[0]);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return addresses;
  }

  private static Set<String> sockets(long process) {
    Path folder = Path.of("/proc", Long.toString(process), "fd");
    Set<String> sockets = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        target(file).ifPresent(sockets::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sockets;
  }

  /** What an open file is; nothing if it was closed in the meantime. */
  private static Optional<String> target(Path file) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(file).toString());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
