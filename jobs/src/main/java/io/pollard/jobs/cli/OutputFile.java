package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.data.place.Credentials;
import io.pollard.data.place.Place;
import io.pollard.jobs.cluster.HadoopSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.spark.SparkConf;

/** A file that a command leaves where the user said. */
final class OutputFile {
  private OutputFile() {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  interface Writer {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Written to a path that may be in any file system of Hadoop.
   *
   * @param conf whose {@code spark.hadoop.*} settings are Hadoop's
   * @throws UserException if it cannot be written
   */
  static void write(String target, SparkConf conf, String what, Writer writer) {
    if (!Place.SCHEME.matcher(target).matches()) {
      write(Path.of(target), what, writer);
      return;
    }
    Configuration settings = new Configuration();
    HadoopSettings.of(conf).forEach(settings::set);
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(Credentials.refuse(target));
    try {
      write(FileContext.getFileContext(place.toUri(), settings), place, writer);
    } catch (IOException e) {
      throw cannot(target, what, e);
    }
  }

  private static void write(FileContext files, org.apache.hadoop.fs.Path target, Writer writer)
      throws IOException {
    org.apache.hadoop.fs.Path unfinished =
        new org.apache.hadoop.fs.Path(target.getParent(), ".pollard-" + UUID.randomUUID());
    try {
      try (OutputStream out =
          files.create(unfinished, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
        writer.to(out);
      }
      files.rename(unfinished, target, Rename.OVERWRITE);
    } finally {
      if (files.util().exists(unfinished)) {
        files.delete(unfinished, false);
      }
    }
  }

  /**
   * Written beside the target and moved there, so that nobody ever sees half a file.
   *
   * @param what it is, for messages
   * @throws UserException if it cannot be written
   */
  static void write(Path target, String what, Writer writer) {
    try {
      // No temporary file of the library's: those are for their owner's eyes alone.
      Path unfinished = target.toAbsolutePath().resolveSibling(".pollard-" + UUID.randomUUID());
      try {
        try (OutputStream out =
            new BufferedOutputStream(
                Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW))) {
          writer.to(out);
        }
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw cannot(target.toString(), what, e);
    }
  }

  private static UserException cannot(String target, String what, IOException e) {
    return new UserException(
        "Cannot write the %s: the system says %s (--to=%s); check the path"
            .formatted(what, e, target),
        e);
  }
}
