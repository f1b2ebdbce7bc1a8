package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one jar through SparkSubmit in a process of its own, whose class path has Spark and what
 * Spark brings, and nothing of ours or of what the jar has to bring.
 */
class SubmittedJarIT {
  private static final Path ROOT = Path.of(System.getProperty("pollard.root"));

  /** In the jar: they must not come from elsewhere. */
  private static final List<String> OURS =
      List.of("/pollard-", "deeplearning4j", "nd4j", "bytedeco", "picocli", "snakeyaml-engine");

  @TempDir private Path folder;

  @Test
  void runsAnExperimentAndEndsWithItsExitCode() throws Exception {
    Path jar = ROOT.resolve("jobs/target/pollard.jar");
    assumeThat(jar).exists();
    Path file =
        Inputs.write(
            folder,
            "e.yaml",
            Inputs.experiment("{name: fashion-mnist-8k, testLimit: 100}", "lenet-300-100"));
    Path warehouse = folder.resolve("warehouse");

    Ran ran = submit(jar, "RunJob", file.toString(), "--warehouse", warehouse.toString());

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("small: 3 steps run, 0 there before");
    assertThat(Warehouse.open(warehouse.toString()).rows(Tables.STEPS, "small")).hasSize(3);
    Ran sql =
        Ran.pollard(
            "sql",
            "select level, samples from results where split = 'test' order by level",
            "--format",
            "csv",
            "--master",
            "local[1]",
            "--warehouse",
            warehouse.toString());
    assertThat(sql.out()).isEqualTo("level,samples\n0,100\n1,100\n");
    Ran missing = submit(jar, "RunJob", folder.resolve("nowhere.yaml").toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("Cannot read experiment file: there is no such file");
  }

  private Ran submit(Path jar, String job, String... args) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Dorg."))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx2g",
            "-cp",
            sparkAlone(),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.enabled=false",
            "--class",
            "io.pollard.jobs.cli." + job,
            jar.toString()));
    command.addAll(Arrays.asList(args));
    return Processes.run(folder, Map.of(), command);
  }

  private static String sparkAlone() {
    return Stream.of(classPath().split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> OURS.stream().noneMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String classPath() {
    try {
      return Files.readString(ROOT.resolve("jobs/target/classpath.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
