package io.pollard.jobs.cli;

import io.pollard.data.Idx;
import io.pollard.data.ParquetExport;
import io.pollard.data.place.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Data sets that cannot be used: IDX, images, Parquet. */
final class MalformedData {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  private MalformedData() {}

  static List<Malformed> list() {
    return List.of(
        idx("no such folder", 2, "no such folder", data -> delete(data)),
        idx(
            "file missing",
            2,
            "no such file",
            data -> Files.delete(data.resolve("t10k-labels-idx1-ubyte"))),
        idx("empty", 3, "the file is empty", data -> Inputs.truncate(data.resolve(IMAGES), 0)),
        idx("header cut short", 3, "truncated", data -> Inputs.truncate(data.resolve(IMAGES), 11)),
        idx("truncated", 3, "truncated", data -> Inputs.truncate(data.resolve(IMAGES), 100)),
        idx(
            "longer than it says",
            3,
            "longer than its header says",
            data -> Files.write(data.resolve(IMAGES), Inputs.images(2051, 19, 20))),
        idx(
            "labels in the place of images",
            3,
            "wrong magic number",
            data -> Files.write(data.resolve(IMAGES), Inputs.images(2049, 20, 20))),
        idx(
            "fewer labels than images",
            3,
            LABELS,
            data -> Files.write(data.resolve(LABELS), Inputs.labels(2049, 12, 12))),
        idx(
            "no gzip behind .gz",
            3,
            "not valid gzip",
            data -> Files.move(data.resolve(IMAGES), data.resolve(IMAGES + ".gz"))),
        images(
            "not an image",
            3,
            "train/cat/1.png",
            data -> Files.writeString(data.resolve("train/cat/1.png"), "no image")),
        images(
            "image cut short",
            3,
            "train/dog/2.png",
            data -> Inputs.truncate(data.resolve("train/dog/2.png"), 40)),
        images(
            "images of different sizes",
            3,
            "train/dog/1.png",
            data -> Files.write(data.resolve("train/dog/1.png"), Inputs.png(5, 4))),
        images(
            "not an image by its name",
            3,
            "not an image by its name",
            data -> Files.writeString(data.resolve("train/cat/notes.txt"), "no image")),
        images(
            "class that nobody learns",
            3,
            "a class that the training split lacks",
            data -> Files.move(data.resolve("test/cat"), data.resolve("test/cow"))),
        new Malformed(
            "tar: no tar at all",
            3,
            "images.tar",
            folder ->
                plan(
                    folder,
                    "image-tar",
                    Inputs.write(folder, "images.tar", "no tar ".repeat(200)))),
        parquet(
            "no Parquet at all",
            "damaged, or no Parquet file",
            data -> Files.writeString(data.resolve("train.parquet"), "no parquet")),
        parquet(
            "truncated",
            "damaged, or no Parquet file",
            data -> Inputs.truncate(data.resolve("train.parquet"), 200)),
        parquet(
            "footer damaged",
            "train.parquet",
            data -> Inputs.damage(data.resolve("train.parquet"), -30)));
  }

  private static Malformed idx(String what, int code, String says, Damage damage) {
    return new Malformed(
        "IDX: " + what,
        code,
        says,
        folder -> {
          Path data = Inputs.idx(folder);
          damage.to(data);
          return plan(folder, "idx", data);
        });
  }

  private static Malformed images(String what, int code, String says, Damage damage) {
    return new Malformed(
        "images: " + what,
        code,
        says,
        folder -> {
          Path data = Inputs.imageFolder(folder);
          damage.to(data);
          return plan(folder, "image-folder", data);
        });
  }

  private static Malformed parquet(String what, String says, Damage damage) {
    return new Malformed(
        "Parquet: " + what,
        3,
        says,
        folder -> {
          Path data = folder.resolve("parquet");
          ParquetExport.write(
              new Idx().read(Place.of(Inputs.idx(folder).toString())), data.toString());
          damage.to(data);
          return plan(folder, "parquet", data);
        });
  }

  private interface Damage {
    void to(Path data) throws IOException;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static String[] plan(Path folder, String format, Path data) throws IOException {
    String dataset = "{name: mine, path: \"%s\", format: %s}".formatted(data, format);
    Path file = Inputs.write(folder, "e.yaml", Inputs.experiment(dataset, "lenet-300-100"));
    return new String[] {"plan", file.toString()};
  }
}
