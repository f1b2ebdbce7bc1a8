package io.pollard.jobs.cli;

import io.pollard.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a command leaves where the user said. */
final class OutputFile {
  private OutputFile() {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  interface Writer {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Written beside the target and moved there, so that nobody ever sees half a file.
   *
   * @param what it is, for messages
   * @throws UserException if it cannot be written
   */
  static void write(Path target, String what, Writer writer) {
    Path folder = target.toAbsolutePath().getParent();
    try {
      Path unfinished = Files.createTempFile(folder, ".pollard", ".tmp");
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
          writer.to(out);
        }
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UserException(
          "Cannot write the %s: the system says %s (--to=%s); check the path"
              .formatted(what, e, target),
          e);
    }
  }
}
