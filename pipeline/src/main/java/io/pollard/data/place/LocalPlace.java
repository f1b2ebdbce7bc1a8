package io.pollard.data.place;

import io.pollard.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local file or folder, without Hadoop in between: its start-up alone takes longer than reading a
 * small data set.
 *
 * @param path as given
 */
public record LocalPlace(Path path) implements Place {

  static LocalPlace of(String path) {
    try {
      return new LocalPlace(Path.of(path));
    } catch (InvalidPathException e) {
      throw new UserException(
          "Cannot read data: "
              + e.getReason()
              + " (path="
              + path
              + "); give a path of this file system",
          e);
    }
  }

  @Override
  public LocalPlace child(String name) {
    return new LocalPlace(path.resolve(name));
  }

  @Override
  public boolean exists() {
    return Files.exists(path);
  }

  @Override
  public boolean isFolder() {
    return Files.isDirectory(path);
  }

  @Override
  public List<String> names() {
    try (Stream<Path> children = Files.list(path)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> !Place.isHidden(name))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + path, e);
    }
  }

  @Override
  public long length() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the size of " + path, e);
    }
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
