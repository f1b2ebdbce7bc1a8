package io.pollard.network.dl4j;

import io.pollard.DataException;
import io.pollard.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What counts in a zip of DL4J's ModelSerializer. The updater's state and a stored normaliser are
 * not read: how to train and how to normalise is the experiment file's to say.
 *
 * @param name of the file, without {@code .zip}
 * @param configuration bytes of the JSON
 * @param coefficients bytes of the parameters, if it has any
 */
record ModelZip(String name, byte[] configuration, Optional<byte[]> coefficients) {
  static final String CONFIGURATION = "configuration.json";
  static final String COEFFICIENTS = "coefficients.bin";

  /**
   * Reads both entries; the zip's own checksums are verified on the way.
   *
   * @throws UserException if there is no such file
   * @throws DataException if it is damaged or no DL4J model
   */
  static ModelZip read(String path) {
    Path file = file(path);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] configuration =
          entry(zip, CONFIGURATION)
              .orElseThrow(
                  () ->
                      new DataException(
                          "Cannot read a network: the zip holds no %s (path=%s); save the network with DL4J's ModelSerializer"
                              .formatted(CONFIGURATION, path)));
      return new ModelZip(name(file), configuration, entry(zip, COEFFICIENTS));
    } catch (ZipException e) {
      throw new DataException(
          "Cannot read a network: the zip is damaged (path=%s): %s; save or copy it again"
              .formatted(path, Messages.firstLine(e)),
          e);
    } catch (IOException e) {
      throw new DataException(
          "Cannot read a network: the file cannot be read to its end (path=%s): %s; save or copy it again"
              .formatted(path, Messages.firstLine(e)),
          e);
    }
  }

  private static Path file(String path) {
    String why = "there is no such file";
    try {
      Path file = Path.of(path);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      why = "no file can have such a name";
    }
    throw new UserException(
        "Cannot read a network: %s (path=%s); check the path".formatted(why, path));
  }

  String json() {
    return new String(configuration, StandardCharsets.UTF_8);
  }

  private static Optional<byte[]> entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      Checksum.require(entry, bytes);
      return Optional.of(bytes);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("(?i)\\.zip$", "");
  }
}
