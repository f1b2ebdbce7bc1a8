package io.pollard.data.place;

import io.pollard.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A file or folder in a file system of Hadoop.
 *
 * @param fileSystem shared by everybody in this process, so it is never closed here
 * @param path with its scheme
 * @param settings of Hadoop with which it was opened, over those of its files
 */
public record HadoopPlace(FileSystem fileSystem, Path path, Map<String, String> settings)
    implements Place {

  static HadoopPlace of(String text, Map<String, String> settings) {
    Configuration configuration = new Configuration();
    settings.forEach(configuration::set);
    try {
      Path path = new Path(text);
      return new HadoopPlace(path.getFileSystem(configuration), path, settings);
    } catch (UnsupportedFileSystemException | IllegalArgumentException e) {
      throw new UserException(
          "Cannot read data: "
              + e.getMessage()
              + " (path="
              + text
              + "); give a local path or one whose scheme Hadoop knows, such as hdfs://",
          e);
    } catch (IOException e) {
      throw new UserException(
          "Cannot read data: the file system cannot be opened, %s (path=%s); check the path and the settings that it needs (spark.hadoop.*)"
              .formatted(e.getMessage(), text),
          e);
    }
  }

  @Override
  public HadoopPlace child(String name) {
    return new HadoopPlace(fileSystem, new Path(path, name), settings);
  }

  @Override
  public boolean exists() {
    try {
      return fileSystem.exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for " + path, e);
    }
  }

  @Override
  public boolean isFolder() {
    try {
      return fileSystem.exists(path) && fileSystem.getFileStatus(path).isDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for " + path, e);
    }
  }

  @Override
  public List<String> names() {
    try {
      return Stream.of(fileSystem.listStatus(path))
          .map(FileStatus::getPath)
          .map(Path::getName)
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
      return fileSystem.getFileStatus(path).getLen();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the size of " + path, e);
    }
  }

  @Override
  public InputStream open() throws IOException {
    return fileSystem.open(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
