package io.pollard.jobs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A standalone cluster of Spark on this machine: a master and two workers of one core each. */
final class Cluster implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final Pattern STARTED = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Registering worker 127\\.0\\.0\\.1:");

  private final Path home;
  private final Running master;
  private final String url;
  private final List<Running> workers = new ArrayList<>();

  private Cluster(Path folder) {
    home = SparkHome.make(folder);
    master =
        jvm()
            .start(
                "org.apache.spark.deploy.master.Master",
                List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    url = master.awaitLine(STARTED, 1).group(1);
    for (int i = 0; i < WORKERS; i++) {
      String work = folder.resolve("worker-" + i).toString();
      workers.add(
          jvm()
              .start(
                  "org.apache.spark.deploy.worker.Worker",
                  List.of(
                      "--host",
                      "127.0.0.1",
                      "--webui-port",
                      "0",
                      "--cores",
                      "1",
                      "--memory",
                      "1g",
                      "--work-dir",
                      work,
                      url)));
    }
    master.awaitLine(REGISTERED, WORKERS);
  }

  /** Starts one; its files lie in the folder. */
  static Cluster start(Path folder) {
    return new Cluster(folder);
  }

  /**
   * Submits a command as {@code spark-submit} does, in client mode.
   *
   * @param settings of Spark, {@code key=value}
   */
  Running submit(List<String> settings, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("--master", url, "--deploy-mode", "client", "--class", Pollard.MAIN));
    Stream.concat(
            Stream.of(
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.ui.enabled=false",
                "spark.executor.cores=1",
                "spark.executor.memory=1g",
                "spark.executorEnv.OMP_NUM_THREADS=1"),
            settings.stream())
        .forEach(setting -> all.addAll(List.of("--conf", setting)));
    all.add(ShadedJar.path().toString());
    all.addAll(List.of(arguments));
    return jvm(Pollard.quietLog()).start("org.apache.spark.deploy.SparkSubmit", all);
  }

  /** The processes of the executors. */
  List<ProcessHandle> executors() {
    return workers.stream()
        .flatMap(Running::descendants)
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  private Jvm jvm(String... options) {
    return new Jvm(
        List.of(home.resolve("jars/*")),
        List.of(options),
        Map.of("SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.12"));
  }

  @Override
  public void close() {
    workers.forEach(Running::close);
    master.close();
    try {
      Trees.delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
