package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a distribution of Spark consists of, as far as its daemons look. */
final class SparkHome {
  private SparkHome() {}

  /** Makes one of the jars that the tests run with. Pollard's own jars are not in it. */
  static Path make(Path folder) {
    try {
      Path jars = Files.createDirectories(folder.resolve("spark/jars"));
      int number = 0;
      for (Path jar : ShadedJar.provided()) {
        assertThat(jar.toString()).doesNotContain("pollard-");
        Files.createSymbolicLink(jars.resolve(number + "-" + jar.getFileName()), jar);
        number++;
      }
      return jars.getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
