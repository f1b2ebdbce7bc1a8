package io.pollard.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Networks and tables that cannot be used. */
final class MalformedModels {
  private MalformedModels() {}

  static List<Malformed> list() {
    return List.of(
        zip("no such file", 2, "there is no such file", folder -> folder.resolve("net.zip")),
        zip(
            "no zip at all",
            3,
            "the zip is damaged",
            folder -> Inputs.write(folder, "net.zip", "no")),
        zip("truncated", 3, "the zip is damaged", MalformedModels::truncated),
        zip(
            "without configuration",
            3,
            "the zip holds no configuration.json",
            folder -> Inputs.zip(folder, "readme.txt", "hello")),
        zip(
            "configuration of something else",
            3,
            "net",
            folder -> Inputs.zip(folder, "configuration.json", "{\"what\": 1}")),
        new Malformed(
            "zip: a network for other data",
            3,
            "does not fit",
            folder ->
                plan(
                    folder,
                    "{name: fashion-mnist-8k}",
                    "{dl4j-zip: {path: \"%s\"}}".formatted(Inputs.zip(folder)))),
        new Malformed(
            "Parquet: a table's file is none",
            3,
            "is not a Parquet file",
            folder -> {
              Path steps = Files.createDirectories(folder.resolve("steps/experiment=e"));
              Files.writeString(steps.resolve("a-00000000.parquet"), "no parquet");
              return new String[] {
                "sql",
                "select * from steps",
                "--master",
                "local[1]",
                "--warehouse",
                folder.toString()
              };
            }));
  }

  private static Path truncated(Path folder) throws IOException {
    Path zip = Inputs.zip(folder);
    Inputs.truncate(zip, 500);
    return zip;
  }

  private interface Making {
    Path in(Path folder) throws IOException;
  }

  private static Malformed zip(String what, int code, String says, Making making) {
    return new Malformed(
        "zip: " + what,
        code,
        says,
        folder -> {
          Path zip = making.in(folder);
          String dataset = "{name: mine, path: \"%s\", format: idx}".formatted(Inputs.idx(folder));
          return plan(folder, dataset, "{dl4j-zip: {path: \"%s\"}}".formatted(zip));
        });
  }

  private static String[] plan(Path folder, String dataset, String network) throws IOException {
    Path file = Inputs.write(folder, "e.yaml", Inputs.experiment(dataset, network));
    return new String[] {"plan", file.toString()};
  }
}
