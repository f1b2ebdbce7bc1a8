package io.pollard.udfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.Use;
import io.pollard.udfs.Examples.Example;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.collection.JavaConverters;

/** Runs docs/functions.md. */
class FunctionsDocIT {
  private static SparkSession spark;

  @BeforeAll
  static void start(@TempDir Path root) {
    new TinyWarehouse(root)
        .commit("first", "a", new Use("pruned", 1, 0), new Use("pruned", 1, 1))
        .commit("first", "b", new Use("pruned", 2, 0), new Use("pruned", 2, 1));
    spark = Extended.session(root);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static Stream<Example> examples() {
    return Examples.all().stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void doesWhatThePageSays(Example example) {
    Dataset<Row> rows = spark.sql(example.sql());
    List<Row> found = rows.collectAsList();

    assertThat(found).isNotEmpty();
    assertThat(rows.columns()).isNotEmpty();
    if (!example.result().isEmpty()) {
      assertThat(List.of(rows.columns())).isEqualTo(Example.cells(example.result().get(0)));
      assertThat(found.stream().map(FunctionsDocIT::text))
          .containsExactlyElementsOf(
              example.result().stream()
                  .skip(1)
                  .map(line -> Example.cells(line).stream().map(Examples::plain).toList())
                  .toList());
    }
  }

  @Test
  void everyFunctionHasAnExampleAndItsClass() {
    String sql = Examples.all().stream().map(Example::sql).collect(Collectors.joining());
    List<String> names =
        Stream.concat(
                Functions.ofRows().stream().map(RowFunction::name),
                Functions.ofGroups().stream().map(GroupFunction::name))
            .toList();

    assertThat(names).allSatisfy(name -> assertThat(sql).contains(name + "("));
    assertThat(Examples.classes().keySet()).containsExactlyInAnyOrderElementsOf(names);
    for (GroupFunction function : Functions.ofGroups()) {
      assertThat(Examples.classes())
          .containsEntry(function.name(), function.getClass().getSimpleName());
    }
  }

  private static List<String> text(Row row) {
    return IntStream.range(0, row.size()).mapToObj(i -> text(row.get(i))).toList();
  }

  private static String text(Object value) {
    return value instanceof scala.collection.Seq<?> list
        ? JavaConverters.seqAsJavaList(list).stream()
            .map(FunctionsDocIT::text)
            .collect(Collectors.joining(",", "[", "]"))
        : Examples.plain(String.valueOf(value));
  }
}
