package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** The one jar that is submitted, and what it expects to find on a cluster. */
final class ShadedJar {
  private ShadedJar() {}

  static Path path() {
    Path jar = Pollard.root().resolve("jobs/target/pollard.jar");
    assertThat(jar)
        .as("the jar that is submitted; Maven's phase 'package' makes it, without -Pfast")
        .isRegularFile();
    return jar;
  }

  /**
   * The jars that a Spark distribution has to have: what the tests run with, less what the jar
   * brings itself.
   */
  static List<Path> provided() {
    Set<String> inside = new HashSet<>();
    List<Path> provided = new ArrayList<>();
    try (JarFile jar = new JarFile(path().toFile())) {
      jar.stream().map(ZipEntry::getName).forEach(inside::add);
      for (Path entry : Jvm.testClassPath()) {
        if (Files.isRegularFile(entry) && firstFile(entry).filter(inside::contains).isEmpty()) {
          provided.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return provided;
  }

  private static Optional<String> firstFile(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(
              name -> !name.endsWith("/") && name.contains("/") && !name.startsWith("META-INF/"))
          .findFirst();
    }
  }
}
