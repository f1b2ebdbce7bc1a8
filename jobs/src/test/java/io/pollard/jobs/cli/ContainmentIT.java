package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What names and archives must not do: leave the folder that they belong to. */
class ContainmentIT {
  @TempDir private Path folder;

  /** All files, but for those below the given folder. */
  private Set<String> filesOutside(Path inner) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Set<String> names = new TreeSet<>();
      files
          .filter(file -> Files.isRegularFile(file) && !file.startsWith(inner))
          .forEach(file -> names.add(folder.relativize(file).toString()));
      return names;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "experiment: small, experiment: ../../escaped",
    "experiment: small, experiment: /escaped",
    "name: pruned, name: ../../../escaped"
  })
  void aNameIsNoPath(String line, String evil) throws IOException {
    Path warehouse = folder.resolve("outer/inner/warehouse");
    String text = Inputs.experiment("{name: fashion-mnist-8k, testLimit: 50}", "lenet-300-100");
    assertThat(text).contains(line);
    String file = Inputs.write(folder, "e.yaml", text.replace(line, evil)).toString();
    Set<String> before = filesOutside(warehouse);

    Ran ran = Ran.pollard("run", file, "--warehouse", warehouse.toString(), "--master", "local[1]");

    assertThat(ran.code()).isEqualTo(ExitCode.USER);
    assertThat(ran.err()).contains("it becomes part of a path");
    assertThat(filesOutside(warehouse)).isEqualTo(before);
  }

  @Test
  void anOptionNamesOnlyWhatTheWarehouseHas() throws IOException {
    Path warehouse = folder.resolve("outer/warehouse");
    String file =
        Inputs.write(
                folder,
                "e.yaml",
                Inputs.experiment("{name: fashion-mnist-8k, testLimit: 50}", "lenet-300-100"))
            .toString();
    String[] where = {"--warehouse", warehouse.toString(), "--master", "local[1]"};
    assertThat(Ran.pollard(with(where, "run", file)).code()).isZero();
    Path aside = Files.createDirectories(folder.resolve("outer/steps/experiment=small"));
    Files.writeString(aside.resolve("0e0b7b9f.parquet"), "not of this warehouse");
    Set<String> before = filesOutside(warehouse);

    for (String[] command :
        List.of(
            new String[] {"compact", "--experiment", "../../steps"},
            new String[] {"report", "--experiment", "../../steps/experiment=small"},
            new String[] {"evaluate", "--step", "../../steps/experiment=small/0e0b7b9f"},
            new String[] {"export", "--step", "../0e0b7b9f", "--to", folder + "/x.zip"})) {
      Ran ran = Ran.pollard(with(where, command));
      assertThat(ran.code()).as("%s: %s", command[0], ran.err()).isEqualTo(ExitCode.USER);
    }

    assertThat(filesOutside(warehouse)).isEqualTo(before);
  }

  /** Entries that an unpacking program would write elsewhere. */
  @Test
  void anArchiveWritesNothing() throws IOException {
    Path good = Inputs.zip(folder);
    Path evil = folder.resolve("deep/down/evil.zip");
    Files.createDirectories(evil.getParent());
    try (ZipInputStream in =
            new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(good)));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(evil))) {
      for (String name : List.of("../../escaped", folder + "/escaped")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(1);
      }
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(out);
      }
    }
    Set<String> before = filesOutside(folder.resolve("deep/down/here"));

    Ran ran = Ran.pollard("import", evil.toString(), "--input", "1x4x4");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(filesOutside(folder.resolve("deep/down/here"))).isEqualTo(before);
  }

  private static String[] with(String[] where, String... command) {
    return Stream.concat(Stream.of(command), Stream.of(where)).toArray(String[]::new);
  }
}
