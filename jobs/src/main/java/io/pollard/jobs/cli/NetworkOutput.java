package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.network.Network;
import io.pollard.network.dl4j.Dl4jZipWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes networks to files, so that nobody ever sees half a file. */
final class NetworkOutput {
  private NetworkOutput() {}

  /** What is written. */
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  /** A DL4J zip. */
  static void write(Path target, Network network, float[] parameters) {
    write(target, out -> Dl4jZipWriter.write(network, parameters, out));
  }

  /**
   * Written beside the target and moved there.
   *
   * @throws UserException if the system refuses
   */
  static void write(Path target, Content content) {
    Path folder = target.toAbsolutePath().getParent();
    try {
      Path unfinished = Files.createTempFile(folder, ".export", ".unfinished");
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
          content.write(out);
        }
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UserException(
          "Cannot write the network: the system says %s (--to=%s); check the path"
              .formatted(e, target),
          e);
    }
  }
}
