package io.pollard.udfs;

import static org.apache.spark.sql.functions.col;

import io.pollard.store.Table;
import io.pollard.store.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of a warehouse as temporary views of a session: only what is committed, each row once,
 * with the columns of this version whatever version wrote a file (one that an older file lacks is
 * null there). A table that nobody has written to is an empty view.
 *
 * <p>Views show the files there were when they were registered; register again to see newer ones.
 */
public final class Views {
  private static final String EXPERIMENT = "experiment";
  private static final String STEP = "step_id";

  private static final List<String> USE = List.of(EXPERIMENT, STEP, "arm", "replicate", "level");

  private final SparkSession spark;
  private final String warehouse;

  private Views(SparkSession spark, String warehouse) {
    this.spark = spark;
    this.warehouse = warehouse;
  }

  /**
   * Registers a view for every table.
   *
   * @param warehouse root of the tables, as Spark takes paths
   */
  public static void register(SparkSession spark, String warehouse) {
    new Views(spark, warehouse).all().forEach((name, rows) -> rows.createOrReplaceTempView(name));
  }

  private Map<String, Dataset<Row>> all() {
    Map<String, Dataset<Row>> views = new LinkedHashMap<>();
    Dataset<Row> steps = once(Tables.STEPS);
    for (Table<?> table : Tables.all()) {
      List<String> owner = owner(table);
      Dataset<Row> rows = once(table);
      views.put(
          table.name(),
          owner.isEmpty()
              ? rows
              : rows.join(steps.select(columns(owner)), owner.toArray(String[]::new), "left_semi"));
    }
    return views;
  }

  /** Columns whose values must be those of a committed step for a row to be seen. */
  private static List<String> owner(Table<?> table) {
    if (!table.partitioned()) {
      return List.of(STEP); // A checkpoint belongs to every experiment that uses its step.
    }
    return switch (table.visibility()) {
      case ALWAYS -> List.of();
      case STEP -> List.of(EXPERIMENT, STEP);
      case USE -> USE;
    };
  }

  /**
   * A row may lie in two files: in a step's own and in a compacted one, or under two sets of uses
   * of one step. Checkpoints lie in one file each.
   */
  private Dataset<Row> once(Table<?> table) {
    Dataset<Row> rows = files(table);
    if (!table.partitioned()) {
      return rows;
    }
    List<String> key = new ArrayList<>(List.of(EXPERIMENT));
    key.addAll(table.key());
    return rows.dropDuplicates(key.toArray(String[]::new));
  }

  /** With the declared schema: partition values stay text, and nobody has to merge footers. */
  private Dataset<Row> files(Table<?> table) {
    StructType columns = StructType.fromDDL(table.ddl());
    StructType schema = table.partitioned() ? columns.add(EXPERIMENT, "string") : columns;
    Path folder = new Path(new Path(warehouse), table.name());
    return exists(folder)
        ? spark.read().schema(schema).parquet(literal(folder))
        : spark.createDataFrame(List.of(), schema);
  }

  private boolean exists(Path folder) {
    try {
      return folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for " + folder, e);
    }
  }

  /** Spark takes paths for patterns. */
  private static String literal(Path path) {
    return path.toString().replaceAll("([\\[\\]{}*?\\\\])", "\\\\$1");
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
