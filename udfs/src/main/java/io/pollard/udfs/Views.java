package io.pollard.udfs;

import static org.apache.spark.sql.functions.col;

import io.pollard.store.Table;
import io.pollard.store.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 * <p>Registered views show the files there were when they were registered; register again to see
 * newer ones. The names that {@link PollardExtensions} resolves show what is there now.
 */
public final class Views {
  /** The setting that tells {@link PollardExtensions} where the tables lie. */
  public static final String WAREHOUSE = "spark.pollard.warehouse";

  private static final String EXPERIMENT = "experiment";
  private static final String STEP = "step_id";

  private static final String PREFIX = "pollard_";
  private static final String TENSORS = PREFIX + "tensors";
  private static final Set<String> NAMES = allNames();

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
    Views views = new Views(spark, warehouse);
    Tables.all().forEach(table -> views.view(table).createOrReplaceTempView(table.name()));
  }

  /** Whether {@link PollardExtensions} resolve a name. */
  public static boolean isNamed(String name) {
    return NAMES.contains(name);
  }

  /** The names that {@link #named} knows. */
  static Set<String> names() {
    return NAMES;
  }

  /**
   * What is committed at this moment.
   *
   * @param name {@code pollard_<table>}, or {@code pollard_tensors}
   */
  static Dataset<Row> named(SparkSession spark, String warehouse, String name) {
    Views views = new Views(spark, warehouse);
    if (name.equals(TENSORS)) {
      return Tensors.of(views.view("checkpoints"));
    }
    return views.view(name.substring(PREFIX.length()));
  }

  private static Set<String> allNames() {
    Set<String> names = new TreeSet<>(Set.of(TENSORS));
    Tables.all().forEach(table -> names.add(PREFIX + table.name()));
    return Collections.unmodifiableSet(names);
  }

  private Dataset<Row> view(String table) {
    return Tables.all().stream()
        .filter(each -> each.name().equals(table))
        .findFirst()
        .map(this::view)
        .orElseThrow(() -> new IllegalArgumentException("no table " + table));
  }

  private Dataset<Row> view(Table<?> table) {
    List<String> owner = owner(table);
    Dataset<Row> rows = once(table);
    return owner.isEmpty()
        ? rows
        : rows.join(
            once(Tables.STEPS).select(columns(owner)), owner.toArray(String[]::new), "left_semi");
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
