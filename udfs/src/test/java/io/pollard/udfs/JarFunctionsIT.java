package io.pollard.udfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollard.udfs.Examples.Example;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code CREATE FUNCTION ... USING JAR} in spark-sql, in a process that has Spark and Hive and
 * nothing of ours but the jar that the statement names.
 */
class JarFunctionsIT {
  private static final int MINUTES = 5;

  @TempDir private Path folder;

  @Test
  void sparkSqlCreatesEveryFunctionFromTheJar() throws Exception {
    Path jar = Path.of(classes().getParent().toString(), "pollard-functions.jar");
    assumeThat(jar).as("built by mvn package").exists();
    List<Example> examples =
        Examples.all().stream().filter(example -> !example.result().isEmpty()).toList();
    StringBuilder script = new StringBuilder();
    Examples.classes()
        .forEach(
            (name, owner) ->
                script.append(
                    "CREATE FUNCTION %s AS 'io.pollard.udfs.%s' USING JAR '%s';\n"
                        .formatted(name, owner, jar)));
    examples.forEach(example -> script.append(example.sql()).append(";\n"));

    List<String> printed = sparkSql(Files.writeString(folder.resolve("script.sql"), script));

    assertThat(printed.stream().map(JarFunctionsIT::plain))
        .containsExactlyElementsOf(
            examples.stream()
                .flatMap(example -> example.result().stream().skip(1))
                .map(line -> Example.cells(line).stream().map(Examples::plain).toList())
                .toList());
  }

  private static List<String> plain(String line) {
    return Stream.of(line.split("\t")).map(Examples::plain).toList();
  }

  private List<String> sparkSql(Path script) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            sparkAlone(),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[1]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.shuffle.partitions=1",
            "--conf",
            "spark.sql.warehouse.dir=" + folder.resolve("hive"),
            "--conf",
            "spark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:memory:jar;create=true",
            "--class",
            "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver",
            "spark-internal",
            "-f",
            script.toString()));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("ended: " + Files.readString(err)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readAllLines(out);
  }

  private static Path classes() throws Exception {
    return Path.of(Functions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** The jars of the class path that a Spark distribution has. */
  private static String sparkAlone() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(
            entry ->
                Stream.of("/pollard-", "deeplearning4j", "nd4j", "bytedeco", "junit", "surefire")
                    .noneMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
