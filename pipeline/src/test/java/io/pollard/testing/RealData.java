package io.pollard.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Real data sets, which are no part of the repository. Their folder is the system property {@code
 * pollard.data}, else the environment variable {@code POLLARD_DATA}, else {@code ../shared/data}
 * beside the repository. A test that needs one is skipped, with a message, where it is not there.
 */
public final class RealData {
  private RealData() {}

  /** The folder of all real data sets, if there is one. */
  public static Optional<Path> folder() {
    Path folder =
        Optional.ofNullable(System.getProperty("pollard.data"))
            .or(() -> Optional.ofNullable(System.getenv("POLLARD_DATA")))
            .map(Path::of)
            .orElseGet(() -> repository().resolve("../shared/data"));
    return Optional.of(folder.toAbsolutePath().normalize()).filter(Files::isDirectory);
  }

  /** A data set by its name in the folder; the test is skipped if it is not there. */
  public static Path require(String name) {
    Optional<Path> found = folder().map(folder -> folder.resolve(name)).filter(Files::exists);
    Assumptions.assumeTrue(
        found.isPresent(),
        () ->
            "skipped: there is no "
                + name
                + " in "
                + folder().map(Path::toString).orElse("../shared/data")
                + "; POLLARD_DATA says where real data lies");
    return found.orElseThrow();
  }

  /** The build tells the root; a test that is run by hand stands in its module. */
  private static Path repository() {
    return Optional.ofNullable(System.getProperty("pollard.root"))
        .map(Path::of)
        .orElseGet(() -> Path.of(".."));
  }
}
