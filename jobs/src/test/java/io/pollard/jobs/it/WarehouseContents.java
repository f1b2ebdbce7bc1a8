package io.pollard.jobs.it;

import io.pollard.plan.Work;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.store.Table;
import io.pollard.store.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Everything in a warehouse that the same experiment has to give again, read with Parquet's own
 * reader from all files that lie there, committed or not: by table, by key, the other columns as
 * text, bit for bit. Left out are only the columns that say who computed a step, when and how fast,
 * and within the settings where the data lay.
 *
 * @param rows by {@code table}, then by key
 */
record WarehouseContents(NavigableMap<String, NavigableMap<String, String>> rows) {
  private static final Set<String> OF_THE_RUN =
      Set.of(
          "code_version",
          "host",
          "attempt",
          "started_at",
          "wall_ms",
          "cpu_ms",
          "data_ms",
          "compile_ms",
          "prune_ms",
          "train_ms",
          "evaluate_ms",
          "commit_ms",
          "native_bytes");

  private static final int TEXT = 200;

  /** Of one experiment, and the checkpoints of all. */
  static WarehouseContents of(Path warehouse, String experiment) {
    NavigableMap<String, NavigableMap<String, String>> rows = new TreeMap<>();
    for (Table<?> table : List.of(Tables.STEPS, Tables.RESULTS, Tables.HISTORY, Tables.LAYERS)) {
      Path folder = warehouse.resolve(table.name()).resolve("experiment=" + experiment);
      rows.put(table.name(), rows(folder, table.key()));
    }
    rows.put(
        "checkpoints",
        rows(warehouse.resolve("checkpoints"), List.of("step_id", "tensor", "part")));
    return new WarehouseContents(rows);
  }

  NavigableMap<String, String> checkpoints() {
    return table("checkpoints");
  }

  NavigableMap<String, String> table(String name) {
    return rows.get(name);
  }

  /** The rows of a folder's files by key. */
  private static NavigableMap<String, String> rows(Path folder, List<String> key) {
    NavigableMap<String, String> rows = new TreeMap<>();
    for (Path file : parquetFiles(folder)) {
      for (Group group : read(file)) {
        Map<String, String> cells = cells(group);
        StringJoiner name = new StringJoiner(", ");
        key.forEach(column -> name.add(cells.get(column)));
        cells.keySet().removeAll(OF_THE_RUN);
        String other = rows.put(name.toString(), cells.toString());
        if (other != null) {
          throw new AssertionError("the row %s is there twice, in %s too".formatted(name, file));
        }
      }
    }
    return rows;
  }

  /** The files of a folder that readers look at. */
  static List<Path> parquetFiles(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.parquet")) {
      entries.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static List<Group> read(Path file) {
    List<Group> groups = new ArrayList<>();
    Configuration configuration = new Configuration();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(configuration)
            .build()) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        groups.add(group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return groups;
  }

  private static Map<String, String> cells(Group group) {
    Map<String, String> cells = new TreeMap<>();
    for (int i = 0; i < group.getType().getFieldCount(); i++) {
      Type type = group.getType().getType(i);
      cells.put(type.getName(), group.getFieldRepetitionCount(i) == 0 ? "null" : cell(group, i));
    }
    return cells;
  }

  private static String cell(Group group, int field) {
    Type type = group.getType().getType(field);
    if (!type.isPrimitive()) {
      return group.getGroup(field, 0).toString().replaceAll("\\s+", " ");
    }
    boolean binary =
        type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
            && type.getLogicalTypeAnnotation() == null;
    if (binary) {
      return hash(group.getBinary(field, 0).getBytes());
    }
    String text =
        type.getName().equals("spec_json")
            ? withoutLocations(group.getString(field, 0))
            : group.getValueToString(field, 0);
    return text.length() <= TEXT
        ? text
        : hash(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Where the data lay is no part of what was computed. */
  private static String withoutLocations(String settings) {
    return Canonical.identity(Binder.read(settings, Work.class, "spec_json"));
  }

  static String hash(byte[] bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return "%d bytes %s".formatted(bytes.length, HexFormat.of().formatHex(sha.digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
