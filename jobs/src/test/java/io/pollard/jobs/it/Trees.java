package io.pollard.jobs.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders. */
final class Trees {
  private Trees() {}

  static void delete(Path root) throws IOException {
    for (Path path : all(root).sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(path);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    for (Path path : all(from).toList()) {
      Path target = to.resolve(from.relativize(path).toString());
      if (Files.isDirectory(path)) {
        Files.createDirectories(target);
      } else {
        Files.copy(path, target);
      }
    }
  }

  private static Stream<Path> all(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> found = paths.toList();
      return found.stream();
    }
  }
}
