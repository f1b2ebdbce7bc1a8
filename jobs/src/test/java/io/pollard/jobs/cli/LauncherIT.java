package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * bin/pollard as a process: on what this build has made, and in a small tree of its own, where
 * programs that only print their arguments stand in for java and mvn.
 */
class LauncherIT {
  /** When the JVM's second compiler takes a method. */
  private static final String COMPILER =
      "-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=3000"
          + " -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=100000";

  private static final Path ROOT = Path.of(System.getProperty("pollard.root"));

  @TempDir private Path folder;

  @Test
  void runsFromAnywhereThroughALink() throws Exception {
    assumeThat(ROOT.resolve("jobs/target/classpath.txt")).exists();
    Path link = Files.createSymbolicLink(folder.resolve("pollard"), ROOT.resolve("bin/pollard"));

    Ran ran =
        Processes.run(folder, Map.of("POLLARD_BUILD", "never"), List.of(link.toString(), "--help"));

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("Usage: pollard [-hV] <command>").contains("quickstart");
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    assumeThat(ROOT.resolve("jobs/target/classpath.txt")).exists();

    Ran ran =
        Processes.run(
            folder,
            Map.of("POLLARD_BUILD", "never"),
            List.of(ROOT.resolve("bin/pollard").toString(), "run", "nowhere.yaml"));

    assertThat(ran.err())
        .isEqualTo(
            "Cannot read experiment file: there is no such file (path=nowhere.yaml); check the path\n");
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void refusesOtherVersionsOfJava() throws Exception {
    Ran ran = new Tree(folder).java("11.0.2").run("--help");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "Cannot run on this Java: its version is 11, Spark 3.5 needs 17 (java=%s/jdk/bin/java); set JAVA_HOME to a JDK 17\n"
                .formatted(folder));
  }

  @Test
  void saysThatJavaIsMissing() throws Exception {
    Ran ran = new Tree(folder).run("--help");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "Cannot find Java: no %s/jdk/bin/java; install a JDK 17 and set JAVA_HOME to its folder\n"
                .formatted(folder));
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Tree tree = new Tree(folder).java("17.0.1");
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool :
        List.of(
            "bash",
            "env",
            "dirname",
            "readlink",
            "sed",
            "head",
            "find",
            "grep",
            "mkdir",
            "flock")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }

    Ran ran = tree.with("PATH", tools.toString()).run("--help");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .endsWith("Cannot build Pollard: no mvn on the PATH; install Maven 3.8 or newer\n");
  }

  @Test
  void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
    Tree tree = new Tree(folder).java("17.0.1").maven("mkdir -p jobs/target/classes");

    Ran first = tree.run("--help");
    assertThat(first.err())
        .isEqualTo("pollard: building Pollard (once, and again when its sources change) ...\n");
    assertThat(first.code()).isZero();
    assertThat(tree.run("--help").err()).isEmpty();

    Files.writeString(folder.resolve("udfs/src/main/New.java"), "class New {}");
    Files.setLastModifiedTime(
        folder.resolve("udfs/src/main/New.java"),
        FileTime.fromMillis(System.currentTimeMillis() + 10_000));
    assertThat(tree.run("--help").err()).contains("building Pollard");
  }

  @Test
  void goesToTheNetworkOnlyForWhatIsMissing() throws Exception {
    Tree tree =
        new Tree(folder)
            .java("17.0.1")
            .maven(
                "case \" $* \" in *' -o '*) echo 'Cannot access central in offline mode'; exit 1;; esac");

    assertThat(tree.run("--help").code()).isZero();
    assertThat(tree.mavenCalls()).hasSize(2);
    assertThat(tree.mavenCalls().get(0)).contains(" -o ").contains("-Dpollard.shade.skip=true");
    assertThat(tree.mavenCalls().get(1)).doesNotContain(" -o ");
  }

  @Test
  void showsWhatMavenSaysWhenTheBuildFails() throws Exception {
    Tree tree = new Tree(folder).java("17.0.1").maven("echo 'a class is missing'; exit 1");

    Ran ran = tree.run("--help");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .endsWith("a class is missing\nCannot build Pollard: Maven failed, see above\n");
    assertThat(tree.mavenCalls()).hasSize(1);
  }

  @Test
  void startsTheCommandsInThisProcessWhenTheMasterIsLocal() throws Exception {
    Tree tree = new Tree(folder).java("17.0.1").maven("true");

    List<String> words =
        tree.with("POLLARD_JAVA_OPTS", "-Xmx7g -Dx=y")
            .run("run", "a b.yaml", "--master", "local[2]")
            .words();

    assertThat(words)
        .containsSubsequence(
            "-Xmx4g",
            "--add-opens=a=b",
            "-Dnative=1",
            "-Dlog4j2.configurationFile=" + folder + "/conf/log4j2.properties",
            "-Xmx7g",
            "-Dx=y",
            "-cp",
            folder + "/jobs/target/classes:" + folder + "/pipeline/target/p.jar:spark.jar",
            "io.pollard.jobs.cli.Cli",
            "run",
            "a b.yaml",
            "--master",
            "local[2]")
        .contains("OMP_NUM_THREADS=1", "SPARK_LOCAL_IP=127.0.0.1");
  }

  @Test
  void submitsToClustersWithWhatSparkSubmitUnderstands() throws Exception {
    Tree tree = new Tree(folder).java("17.0.1").maven("touch jobs/target/pollard.jar");

    Ran ran =
        tree.run(
            "run",
            "e.yaml",
            "--master=spark://h:7077",
            "--warehouse",
            "w",
            "--conf",
            "spark.a=b c",
            "--properties-file",
            "p.conf");

    assertThat(tree.mavenCalls().get(0)).doesNotContain("shade.skip");
    assertThat(ran.words())
        .containsSubsequence(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "spark://h:7077",
            "--conf",
            "spark.a=b c",
            "--properties-file",
            "p.conf",
            "--conf",
            "spark.executorEnv.OMP_NUM_THREADS=1",
            "--conf",
            "spark.executor.defaultJavaOptions=-Dnative=1 " + COMPILER,
            "--class",
            "io.pollard.jobs.cli.Cli",
            folder + "/jobs/target/pollard.jar",
            "run",
            "e.yaml",
            "--warehouse",
            "w")
        .doesNotContain("SPARK_LOCAL_IP=127.0.0.1");
  }

  @Test
  void usesTheSparkOfSparkHome() throws Exception {
    Tree tree = new Tree(folder).java("17.0.1").maven("touch jobs/target/pollard.jar");
    Path spark = folder.resolve("spark");

    Ran without = tree.with("SPARK_HOME", spark.toString()).run("run", "--master", "yarn");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err())
        .endsWith(
            "Cannot find spark-submit: no %1$s/bin/spark-submit (SPARK_HOME=%1$s); set SPARK_HOME to a Spark 3.5, or unset it\n"
                .formatted(spark));

    tree.program("spark/bin/spark-submit", "printf '%s\\n' \"$@\"");
    assertThat(tree.run("run", "e.yaml", "--master", "yarn").words())
        .containsSubsequence(
            "--driver-java-options", "--master", "yarn", "--class", "run", "e.yaml");
  }

  /** A tree with the launcher and as much around it as the launcher looks at. */
  private static final class Tree {
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();

    Tree(Path root) throws IOException {
      this.root = root;
      for (String module : List.of("pipeline", "udfs", "jobs")) {
        Files.createDirectories(root.resolve(module).resolve("src/main"));
        Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
      }
      Files.writeString(root.resolve("pom.xml"), "<project/>");
      Files.createDirectories(root.resolve("conf"));
      Files.createDirectories(root.resolve("bin"));
      Files.copy(ROOT.resolve("bin/pollard"), root.resolve("bin/pollard"));
      environment.put("JAVA_HOME", root.resolve("jdk").toString());
      environment.put("PATH", root.resolve("path") + ":" + System.getenv("PATH"));
      environment.put("SPARK_HOME", "");
      environment.put("SPARK_LOCAL_IP", "");
    }

    Tree with(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** A java that tells its version, or else its environment and its arguments, a line each. */
    Tree java(String version) throws IOException {
      program(
          "jdk/bin/java",
          "if [ \"$1\" = -version ]; then echo 'openjdk version \""
              + version
              + "\"' >&2; exit; fi\n"
              + "env | grep -E '^(OMP|SPARK)'; printf '%s\\n' \"$@\"");
      return this;
    }

    /** A Maven that notes its arguments, does something, and leaves what a build leaves. */
    Tree maven(String doing) throws IOException {
      program(
          "path/mvn",
          """
          cd %s
          echo " $* " >> maven-calls.txt
          %s
          mkdir -p jobs/target/classes jobs/target/launcher
          echo %s/pipeline/target/p.jar:spark.jar > jobs/target/classpath.txt
          printf -- '--add-opens=a=b\\n' > jobs/target/launcher/spark.options
          printf -- '-Dnative=1\\n' > jobs/target/launcher/native.options
          touch jobs/target/launcher/built
          """
              .formatted(root, doing, root));
      return this;
    }

    void program(String name, String body) throws IOException {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "#!/bin/bash\n" + body + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    List<String> mavenCalls() throws IOException {
      return Files.readAllLines(root.resolve("maven-calls.txt"));
    }

    Ran run(String... args) throws InterruptedException {
      List<String> command = new ArrayList<>(List.of(root.resolve("bin/pollard").toString()));
      command.addAll(List.of(args));
      return Processes.run(root, environment, command);
    }
  }
}
