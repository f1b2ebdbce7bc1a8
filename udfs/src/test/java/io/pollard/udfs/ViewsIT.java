package io.pollard.udfs;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.Table;
import io.pollard.store.Tables;
import io.pollard.store.Use;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewsIT {
  private static final Use DENSE = new Use("dense", 1, 0);
  private static final Use PRUNED = new Use("pruned", 1, 2);

  private static SparkSession spark;

  @TempDir private Path root;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void tablesThatNobodyWroteAreEmptyViewsWithTheirColumns() {
    Views.register(spark, root.resolve("nowhere").toString());

    for (Table<?> table : Tables.all()) {
      StructType declared = StructType.fromDDL(table.ddl());
      assertThat(spark.table(table.name()).columns())
          .as(table.name())
          .containsExactlyInAnyOrder(
              (table.partitioned() ? declared.add("experiment", "string") : declared).fieldNames());
      assertThat(spark.table(table.name()).count()).as(table.name()).isZero();
    }
  }

  @Test
  void showsWhatIsCommitted() {
    new TinyWarehouse(root)
        .commit("first", "a", DENSE, PRUNED)
        .commit("second", "b", DENSE)
        .fail("first", "c", PRUNED);
    Views.register(spark, root.toString());

    assertThat(rows("select experiment, step_id, arm, level from steps order by 1, 2, 3"))
        .containsExactly("[first,a,dense,0]", "[first,a,pruned,2]", "[second,b,dense,0]");
    assertThat(
            rows("select arm, split, top1 from results where experiment = 'first' order by 1, 2"))
        .containsExactly(
            "[dense,test,0.875]",
            "[dense,validation,0.9]",
            "[pruned,test,0.875]",
            "[pruned,validation,0.9]");
    assertThat(rows("select step_id, iteration, loss from history order by 1"))
        .containsExactly("[a,1,0.5]", "[b,1,0.5]");
    assertThat(rows("select step_id, layer, density from layers order by 1"))
        .containsExactly("[a,fc,0.5]", "[b,fc,0.5]");
    assertThat(rows("select distinct step_id from checkpoints order by 1"))
        .containsExactly("[a]", "[b]");
    assertThat(rows("select experiment, step_id, cause from failures"))
        .containsExactly("[first,c,diverged]");
  }

  @Test
  void hidesWhatHasNoRowInSteps() throws IOException {
    TinyWarehouse warehouse =
        new TinyWarehouse(root).commit("first", "a", DENSE).commit("first", "b", DENSE);
    Files.delete(warehouse.file("steps", "first", "b"));
    Views.register(spark, root.toString());

    for (String view : List.of("steps", "results", "history", "layers", "checkpoints")) {
      assertThat(rows("select distinct step_id from " + view)).as(view).containsExactly("[a]");
    }
  }

  @Test
  void experimentsThatShareAStepDoNotSeeEachOthersRows() throws IOException {
    TinyWarehouse warehouse =
        new TinyWarehouse(root).commit("first", "a", DENSE).commit("second", "a", DENSE);
    Files.delete(warehouse.file("steps", "second", "a"));
    Views.register(spark, root.toString());

    assertThat(rows("select distinct experiment from results")).containsExactly("[first]");
    assertThat(rows("select distinct experiment from history")).containsExactly("[first]");
    assertThat(rows("select distinct step_id from checkpoints")).containsExactly("[a]");
  }

  @Test
  void showsARowThatLiesInTwoFilesOnce() throws IOException {
    TinyWarehouse warehouse = new TinyWarehouse(root).commit("first", "a", DENSE);
    for (String table : List.of("steps", "results", "history", "layers")) {
      Path file = warehouse.file(table, "first", "a");
      Files.copy(file, file.resolveSibling("compacted.0123456789abcdef.parquet"));
    }
    Views.register(spark, root.toString());

    assertThat(rows("select count(*) from steps")).containsExactly("[1]");
    assertThat(rows("select count(*) from results")).containsExactly("[2]");
    assertThat(rows("select count(*) from history")).containsExactly("[1]");
    assertThat(rows("select count(*) from layers")).containsExactly("[1]");
  }

  @Test
  void namesOfExperimentsStayText() {
    new TinyWarehouse(root)
        .commit("2026-01-01", "a", DENSE)
        .commit("007", "b", DENSE)
        .commit("true", "c", DENSE);
    Views.register(spark, root.toString());

    assertThat(spark.table("steps").schema().apply("experiment").dataType())
        .isEqualTo(DataTypes.StringType);
    assertThat(rows("select distinct experiment from results order by 1"))
        .containsExactly("[007]", "[2026-01-01]", "[true]");
  }

  @Test
  void columnsThatAnOlderFileLacksAreNullAndThoseOfANewerAreHidden() throws IOException {
    TinyWarehouse warehouse =
        new TinyWarehouse(root).commit("first", "a", DENSE).commit("first", "b", DENSE);
    Path older = warehouse.file("results", "first", "a");
    Path folder = root.resolve("rewritten");
    spark
        .read()
        .parquet(older.toString())
        .drop("pruned", "samples")
        .withColumn("from_the_future", lit(1))
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder.toString());
    replace(older, folder);
    Views.register(spark, root.toString());

    assertThat(rows("select step_id, pruned, samples from results where split = 'test' order by 1"))
        .containsExactly("[a,null,null]", "[b,3,8]");
    assertThat(spark.table("results").columns()).doesNotContain("from_the_future");
  }

  @Test
  void pathsAreNoPatterns() throws IOException {
    Path odd = Files.createDirectory(root.resolve("runs[1] {a,b}*"));
    new TinyWarehouse(odd).commit("first", "a", DENSE);
    Views.register(spark, odd.toString());

    assertThat(rows("select step_id from steps")).containsExactly("[a]");
  }

  private static void replace(Path file, Path folder) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "part-*.parquet")) {
      Files.move(parts.iterator().next(), file, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private static List<String> rows(String query) {
    return spark.sql(query).collectAsList().stream().map(Row::toString).toList();
  }
}
