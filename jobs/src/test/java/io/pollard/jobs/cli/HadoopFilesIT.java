package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a user names by a scheme: they are read and written through Hadoop. */
class HadoopFilesIT {
  @TempDir private Path folder;

  @Test
  void experimentsAreReadAndReportsWritten() throws IOException {
    String file =
        Inputs.write(
                folder,
                "e.yaml",
                Inputs.experiment("{name: fashion-mnist-8k, testLimit: 50}", "lenet-300-100"))
            .toUri()
            .toString();
    Path report = folder.resolve("reports/small.html");
    String[] where = {
      "--warehouse", folder.resolve("warehouse").toString(), "--master", "local[1]"
    };

    Ran run = Ran.pollard(with(where, "run", file));
    Ran compacted = Ran.pollard(with(where, "compact", "--file", file, "--json"));
    Ran first =
        Ran.pollard(with(where, "report", "--file", file, "--to", report.toUri().toString()));
    String once = Files.readString(report);
    Ran again =
        Ran.pollard(with(where, "report", "--file", file, "--to", report.toUri().toString()));

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(compacted.out()).contains("\"experiment\" : \"small\"");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(once).contains("</html>");
    assertThat(again.code()).as(again.err()).isZero();
    try (Stream<Path> files = Files.list(report.getParent())) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("small.html", ".small.html.crc");
    }
  }

  @Test
  void whatCannotBeReadOrWrittenIsSaid() throws IOException {
    String nowhere = folder.resolve("nowhere.yaml").toUri().toString();
    assertThat(Ran.pollard("run", nowhere).err())
        .isEqualTo(
            "Cannot read experiment file: there is no such file (path=%s); check the path%n"
                .formatted(nowhere));
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "experiment: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    Ran other = Ran.pollard("plan", latin.toUri().toString());
    assertThat(other.code()).isEqualTo(ExitCode.USER);
    assertThat(other.err()).contains("it is not text in UTF-8");
  }

  private static String[] with(String[] where, String... command) {
    String[] all = new String[command.length + where.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(where, 0, all, command.length, where.length);
    return all;
  }
}
