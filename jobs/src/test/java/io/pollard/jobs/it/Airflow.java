package io.pollard.jobs.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Airflow in a virtual environment, with a real distribution of Spark beside it, as {@code
 * src/test/airflow/install} makes them: once for a build folder.
 */
final class Airflow {
  private static final Path HERE = Pollard.root().resolve("jobs/src/test/airflow");
  private static final Path INSTALLED = Pollard.root().resolve("jobs/target/airflow");

  /** Exit code of the installation where it lacks Python or its package index. */
  static final int UNAVAILABLE = 69;

  private final Path home;

  /**
   * One with nothing in its database.
   *
   * @param home folder for what it keeps
   */
  Airflow(Path home) {
    this.home = home;
  }

  /** Installs it. */
  static Running.Ended install() {
    return run(Map.of(), List.of(HERE.resolve("install").toString(), INSTALLED.toString()));
  }

  /** Runs a command of Airflow. */
  Running.Ended command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(bin("airflow")));
    command.addAll(List.of(arguments));
    return run(environment(), command);
  }

  /** Runs a script of Python that lies beside the installer. */
  Running.Ended script(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(bin("python"), HERE.resolve(name).toString()));
    command.addAll(List.of(arguments));
    return run(environment(), command);
  }

  static Path dags() {
    return Pollard.root().resolve("conf/airflow/dags");
  }

  private static String bin(String program) {
    return INSTALLED.resolve("venv/bin").resolve(program).toString();
  }

  private Map<String, String> environment() {
    return Map.of(
        "AIRFLOW_HOME",
        home.toString(),
        "AIRFLOW__CORE__DAGS_FOLDER",
        dags().toString(),
        "AIRFLOW__CORE__LOAD_EXAMPLES",
        "False",
        "AIRFLOW_CONN_SPARK_DEFAULT",
        "{\"conn_type\": \"spark\", \"host\": \"local[2]\"}",
        "PYTHONPYCACHEPREFIX",
        INSTALLED.resolve("pycache").toString(),
        "PATH",
        INSTALLED.resolve("spark/bin") + ":" + System.getenv("PATH"),
        "SPARK_HOME",
        INSTALLED.resolve("spark/pyspark").toString(),
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        // The second compiler does not pay in so short lives.
        "SPARK_SUBMIT_OPTS",
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
  }

  private static Running.Ended run(Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try (Running running = Running.start(command.toString(), builder)) {
      return running.ended();
    }
  }
}
