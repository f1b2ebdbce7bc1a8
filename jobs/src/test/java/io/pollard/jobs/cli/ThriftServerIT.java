package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Thrift server in a process of its own, asked over JDBC by another. */
class ThriftServerIT {
  @TempDir private Path folder;

  @Test
  void answersOverJdbcWithTheViewsAndTheFunctions() throws Exception {
    assumeThat(hive()).as("class path of Spark's Hive, written by the build").exists();
    Path file =
        Inputs.write(
            folder,
            "e.yaml",
            Inputs.experiment("{name: fashion-mnist-8k, testLimit: 100}", "lenet-300-100"));
    String warehouse = folder.resolve("warehouse").toString();
    assertThat(Ran.pollard("run", file.toString(), "--warehouse", warehouse).code()).isZero();
    int port = freePort();
    Path log = folder.resolve("server.txt");
    List<String> command = java("io.pollard.jobs.cli.Cli");
    command.addAll(
        List.of(
            "thrift-server",
            "--port",
            Integer.toString(port),
            "--master",
            "local[1]",
            "--warehouse",
            warehouse));
    Process server =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile()).start();
    try (BufferedReader out = server.inputReader()) {
      String line = out.readLine();
      assertThat(line)
          .as(Files.readString(log))
          .isEqualTo("Listening: jdbc:hive2://127.0.0.1:" + port);

      Ran answer =
          ask(
              port,
              "tables",
              "select level, samples from results where split = 'test' order by level",
              "select round(sum(elements * pollard_sparsity(elements, mask)) / sum(elements), 4) from pollard_tensors t"
                  + " join steps s on s.step_id = t.step_id where prunable and level = 1");

      assertThat(answer.words())
          .as(answer.err())
          .contains("0,100", "1,100")
          .anyMatch(row -> row.contains(",results,VIEW"))
          .anyMatch(row -> row.contains(",steps,VIEW"))
          .endsWith("0.5");
      Ran second = Processes.run(folder, Map.of(), command);
      assertThat(second.code()).isEqualTo(ExitCode.USER);
      assertThat(second.err())
          .contains("(--host=127.0.0.1, --port=%d); choose another".formatted(port));
      assertThat(accepts("127.0.0.1", port)).isTrue();
      assertThat(accepts("127.0.0.2", port))
          .as("an address of this machine that was not asked for")
          .isFalse();
      assertThat(folder.resolve("metastore_db")).doesNotExist();
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private Ran ask(int port, String... questions) throws InterruptedException {
    List<String> command = java(JdbcQuery.class.getName());
    command.add("jdbc:hive2://127.0.0.1:" + port);
    command.addAll(List.of(questions));
    Ran ran = Processes.run(folder, Map.of(), command);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran;
  }

  private static List<String> java(String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Dorg."))
        .forEach(command::add);
    try {
      command.addAll(
          List.of(
              "-Xmx2g",
              "-cp",
              System.getProperty("java.class.path") + File.pathSeparator + Files.readString(hive()),
              main));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return command;
  }

  /** Written by the build of the functions: what Spark has beside its core where it has Hive. */
  private static Path hive() {
    Path root = Path.of(System.getProperty("pollard.root"), "udfs/target");
    Path built = root.resolve("hive-classpath.txt");
    return Files.exists(built) ? built : root.resolve("fast/hive-classpath.txt");
  }

  private static boolean accepts(String address, int port) {
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
