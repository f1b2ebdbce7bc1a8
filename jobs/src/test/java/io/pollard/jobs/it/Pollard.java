package io.pollard.jobs.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line, in a JVM of its own. */
final class Pollard {
  static final String MAIN = "io.pollard.jobs.cli.Cli";

  /** The second compiler does not pay in so short a life. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  private Pollard() {}

  /** Starts a command. */
  static Running start(String... arguments) {
    return start(List.of(), List.of(arguments));
  }

  /**
   * Starts a command.
   *
   * @param besides jars on the class path besides Pollard's
   */
  static Running start(List<Path> besides, List<String> arguments) {
    List<Path> classPath = new ArrayList<>(Jvm.testClassPath());
    classPath.addAll(besides);
    return new Jvm(classPath, List.of(quietLog(), SHORT_LIVED), Map.of()).start(MAIN, arguments);
  }

  /** Runs a command to its end. */
  static Running.Ended run(String... arguments) {
    try (Running running = start(arguments)) {
      return running.ended();
    }
  }

  /** Logs as little as the launcher has it. */
  static String quietLog() {
    return "-Dlog4j2.configurationFile=" + root().resolve("conf/log4j2.properties");
  }

  /** The root of the source tree. */
  static Path root() {
    return Path.of(System.getProperty("pollard.root"));
  }
}
