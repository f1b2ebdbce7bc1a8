package io.pollard.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.io.InputFile;

/**
 * Files on a local (or mounted) file system, without Hadoop's: that one writes a {@code .crc} file
 * beside every file, starts a {@code chmod} process for each and looks at every file it lists.
 *
 * <p>A file is written in the table's folder of unfinished files and renamed, which is atomic and
 * takes the place of what was there. Nothing is forced to disk: a killed process loses nothing that
 * was in place, but a machine that loses power may; doctor finds what was lost.
 */
record LocalStorage(Path root) implements Storage {
  /** How often a file is written anew when somebody cleaned the unfinished one away. */
  private static final int TRIES = 3;

  @Override
  public String name(String path) {
    return root.resolve(path).toString();
  }

  @Override
  public List<String> list(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return names;
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  @Override
  public Instant modified(String path) throws IOException {
    return Files.getLastModifiedTime(root.resolve(path)).toInstant();
  }

  @Override
  public InputFile input(String path) {
    return new LocalFile(root.resolve(path));
  }

  @Override
  public void write(String path, Content content) throws IOException {
    for (int attempt = 1; ; attempt++) {
      String name = Storage.last(path) + "." + UUID.randomUUID();
      Path aside = root.resolve(Storage.aside(path)).resolve(name);
      Files.createDirectories(parent(aside));
      try {
        content.writeTo(new LocalFile(aside));
        rename(aside, path);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == TRIES) {
          throw e;
        }
      } finally {
        Files.deleteIfExists(aside);
      }
    }
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(root.resolve(path));
  }

  @Override
  public void move(String from, String to) throws IOException {
    rename(root.resolve(from), to);
  }

  private void rename(Path from, String path) throws IOException {
    Path to = root.resolve(path);
    Files.createDirectories(parent(to));
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a path without a folder: " + path);
    }
    return parent;
  }
}
