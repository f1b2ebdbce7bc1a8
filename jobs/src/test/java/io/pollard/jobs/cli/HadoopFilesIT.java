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

  /**
   * A file system that is nothing without its settings: a table of mounts. It is not kept between
   * two openings, so each of them needs the settings.
   */
  @Test
  void settingsForHadoopReachEveryFile() throws IOException {
    Inputs.idx(folder);
    String root = "viewfs://mine/files";
    String dataset = "{name: tiny, path: '%s/idx', format: idx, validation: 4}".formatted(root);
    Inputs.write(folder, "e.yaml", Inputs.experiment(dataset, "lenet-300-100"));
    String[] where = {
      "--warehouse",
      root + "/warehouse",
      "--master",
      "local[2]",
      "--conf",
      "spark.hadoop.fs.viewfs.mounttable.mine.link./files=" + folder.toUri(),
      "--conf",
      "spark.hadoop.fs.viewfs.impl.disable.cache=true"
    };
    String file = root + "/e.yaml";

    for (String[] command :
        new String[][] {
          {"plan", file},
          {"train", file, "--distributed", "--workers", "2"},
          {"run", file},
          {"sensitivity", file},
          {"compact", "--file", file},
          {"report", "--file", file, "--to", root + "/reports/small.html"},
          {"report", "--file", file, "--to", root + "/reports/small.html"}
        }) {
      Ran ran = Ran.pollard(with(where, command));
      assertThat(ran.code()).as("%s: %s", command[0], ran.err()).isZero();
    }
    assertThat(folder.resolve("warehouse/steps")).isDirectory();
    assertThat(folder.resolve("reports/small.html")).content().contains("</html>");
    try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .as("the second in place of the first, and nothing besides")
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
