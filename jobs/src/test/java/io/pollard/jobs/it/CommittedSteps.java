package io.pollard.jobs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The steps that a warehouse has at some moment, and the very files they consist of.
 *
 * @param ids of the committed steps
 * @param files content and identity of all their files, by path
 */
record CommittedSteps(Set<String> ids, NavigableMap<String, String> files) {

  static CommittedSteps of(Path warehouse) {
    Set<String> ids = ids(warehouse);
    NavigableMap<String, String> files = new TreeMap<>();
    for (String table : Set.of("steps", "results", "history", "layers")) {
      for (Path file :
          WarehouseContents.parquetFiles(warehouse.resolve(table + "/experiment=" + Sweep.NAME))) {
        if (ids.contains(stepOf(file))) {
          files.put(warehouse.relativize(file).toString(), describe(file));
        }
      }
    }
    for (String id : ids) {
      Path file = warehouse.resolve("checkpoints/" + id + ".parquet");
      files.put(warehouse.relativize(file).toString(), describe(file));
    }
    return new CommittedSteps(ids, files);
  }

  /** The committed steps, as the names of files tell. */
  static Set<String> ids(Path warehouse) {
    Set<String> ids = new TreeSet<>();
    for (Path file :
        WarehouseContents.parquetFiles(warehouse.resolve("steps/experiment=" + Sweep.NAME))) {
      ids.add(stepOf(file));
    }
    return ids;
  }

  /** The steps that have a checkpoint in its place and are not committed. */
  static Set<String> halfCommitted(Path warehouse) {
    Set<String> ids = new TreeSet<>();
    for (Path file : WarehouseContents.parquetFiles(warehouse.resolve("checkpoints"))) {
      ids.add(stepOf(file));
    }
    ids.removeAll(ids(warehouse));
    return ids;
  }

  private static String stepOf(Path file) {
    return file.getFileName().toString().split("[-.]", 2)[0];
  }

  private static String describe(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return "%s %s %s"
          .formatted(
              attributes.fileKey(),
              attributes.lastModifiedTime(),
              WarehouseContents.hash(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
