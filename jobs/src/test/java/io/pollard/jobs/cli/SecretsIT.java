package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted credentials, and where they must not turn up. */
class SecretsIT {
  private static final String SECRET = "PLANTED0SECRET";

  @TempDir private Path folder;

  @Test
  void settingsThatAreSecretReachNoTableNoLogNoOutputAndNoReport() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    Path page = folder.resolve("report.html");
    String file =
        Inputs.write(
                folder,
                "e.yaml",
                Inputs.experiment("{name: fashion-mnist-8k, testLimit: 50}", "lenet-300-100"))
            .toString();
    String diverges =
        Inputs.write(
                folder,
                "f.yaml",
                Inputs.experiment("{name: fashion-mnist-8k, testLimit: 50}", "lenet-300-100")
                    .replace("learningRate: 0.1", "learningRate: 1.0e+30"))
            .toString();
    List<String> secrets =
        List.of(
            "--conf",
            "spark.hadoop.fs.s3a.secret.key=" + SECRET,
            "--conf",
            "spark.hadoop.fs.s3a.access.key=" + SECRET,
            "--conf",
            "spark.hadoop.fs.s3a.session.token=" + SECRET,
            "--conf",
            "spark.executorEnv.TOKEN=" + SECRET,
            "--warehouse",
            warehouse.toString());
    StringBuilder told = new StringBuilder();

    try (Logged log = new Logged()) {
      for (String[] command :
          new String[][] {
            {"run", file},
            {"run", diverges},
            {"report", "--file", file, "--to", page.toString()},
            {"sql", "set"},
            {"sql", "select * from nowhere"}
          }) {
        Ran ran = pollard(secrets, command);
        told.append(ran.code()).append(": ").append(ran.out()).append(ran.err());
      }
      told.append(log.text());
    }

    assertThat(told)
        .as("what was to happen has happened")
        .contains(
            "0: ",
            "diverged",
            "spark.hadoop.fs.s3a.secret.key",
            "nowhere",
            "INFO org.apache.spark");
    assertThat(told).doesNotContain(SECRET);
    assertThat(page).content().contains("lenet-300-100").doesNotContain(SECRET);
    assertThat(filesWith(SECRET)).isEmpty();
    for (String table :
        List.of("steps", "results", "history", "layers", "scores", "failures", "checkpoints")) {
      String rows =
          pollard(
                  List.of("--warehouse", warehouse.toString(), "--format", "json"),
                  "sql",
                  "select * from " + table)
              .out();
      assertThat(rows).as(table).contains("step_id").doesNotContain(SECRET);
      if (table.equals("steps")) {
        assertThat(rows).contains("spec_json", "fashion-mnist-8k");
      }
    }
  }

  @Test
  void aPathWithAPasswordIsRefusedAndNotRepeated() throws IOException {
    String path = "s3a://AKIA:" + SECRET + "@bucket/mnist";
    String file =
        Inputs.write(
                folder,
                "e.yaml",
                Inputs.experiment(
                    "{name: mnist, format: idx, path: '%s'}".formatted(path), "lenet-5"))
            .toString();

    for (List<String> command :
        List.of(
            List.of("run", file, "--warehouse", folder.resolve("w").toString()),
            List.of("plan", file, "--warehouse", folder.resolve("w").toString()),
            List.of("sql", "select 1", "--warehouse", path))) {
      Ran ran = Ran.pollard(command.toArray(String[]::new));

      assertThat(ran.code()).as(command.get(0)).isEqualTo(2);
      assertThat(ran.err())
          .startsWith("Cannot use a path: it holds a password (path=s3a://***@bucket/mnist)")
          .doesNotContain(SECRET);
      assertThat(ran.out()).doesNotContain(SECRET);
    }
    assertThat(folder.resolve("w")).doesNotExist();
  }

  private static Ran pollard(List<String> more, String... args) {
    return Ran.pollard(Stream.concat(Stream.of(args), more.stream()).toArray(String[]::new));
  }

  private List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
