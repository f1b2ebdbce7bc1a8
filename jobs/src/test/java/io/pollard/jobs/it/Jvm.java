package io.pollard.jobs.it;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM to be started: the Java of this one, and the options that the build gave to this one.
 *
 * @param classPath of it
 * @param options more options
 * @param environment variables over those of this process
 */
record Jvm(List<Path> classPath, List<String> options, Map<String, String> environment) {
  private static final List<String> HEAP = List.of("-Xmx1g", "-XX:+UseSerialGC");

  /** The class path that the tests have. */
  static List<Path> testClassPath() {
    List<Path> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry));
    }
    return entries;
  }

  Running start(String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(inherited());
    command.addAll(HEAP);
    command.addAll(options);
    command.add("-cp");
    command.add(join(classPath));
    command.add(main);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    return Running.start(main.substring(main.lastIndexOf('.') + 1) + " " + arguments, builder);
  }

  /** What the build gave to this JVM, but for its heap. */
  private static List<String> inherited() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-Xmx"))
        .toList();
  }

  private static String join(List<Path> classPath) {
    return String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
  }
}
