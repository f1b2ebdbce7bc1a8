package io.pollard.network.keras;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotUniform;
import io.pollard.network.NetworkFamily;
import io.pollard.network.NetworkFile;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import io.pollard.network.StoredWeights;
import io.pollard.spec.ContentHash;
import io.pollard.spec.Location;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A classifier that Keras saved as HDF5 (see {@link KerasImport} for what is supported).
 *
 * @param path of the file
 * @param weights whether to start from the file's weights or from drawn ones
 * @param initialization of drawn weights
 */
@AutoService(NetworkFamily.class)
@Summary("a network of your own, as an HDF5 file that Keras wrote")
public record Keras(
    @Required @Location String path, StoredWeights weights, Initialization initialization)
    implements NetworkFile {

  /**
   * @throws IllegalArgumentException if the path is empty
   */
  public Keras {
    if (path.isBlank()) {
      throw new IllegalArgumentException("path names a file, found nothing");
    }
  }

  public Keras() {
    this("my-network.h5", StoredWeights.KEEP, new GlorotUniform());
  }

  @Override
  public StoredNetwork open(Optional<Shape> input) {
    Path file = file();
    String name = String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(h5|hdf5|keras)$", "");
    try (KerasArchive archive = KerasArchive.open(name, file)) {
      return KerasImport.read(name, archive, input);
    }
  }

  /** A hash of the file. */
  @Override
  public Optional<String> fingerprint() {
    try (InputStream in = Files.newInputStream(file())) {
      return Optional.of(ContentHash.ofStream(in).hex());
    } catch (IOException e) {
      throw new DataException(
          "Cannot read a network: the file cannot be read to its end (path=%s): %s; copy it again"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private Path file() {
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
}
