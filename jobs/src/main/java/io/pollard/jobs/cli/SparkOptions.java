package io.pollard.jobs.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command runs and with which settings of Spark. */
final class SparkOptions {
  @Option(
      names = "--master",
      paramLabel = "<url>",
      description =
          "Where it runs: local[n] or a cluster (spark://, yarn, k8s://). Without it local[*], or"
              + " what spark-submit says.")
  private Optional<String> master = Optional.empty();

  @Option(
      names = "--conf",
      paramLabel = "<key=value>",
      description = "A setting of Spark; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--properties-file",
      paramLabel = "<file>",
      description = "Settings of Spark, as spark-submit reads them; --conf wins over them.")
  private Optional<Path> propertiesFile = Optional.empty();

  Optional<String> master() {
    return master;
  }

  Map<String, String> settings() {
    return settings;
  }

  Optional<Path> propertiesFile() {
    return propertiesFile;
  }
}
