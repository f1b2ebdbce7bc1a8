package io.pollard.udfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.store.Use;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtensionsIT {
  private static final Use DENSE = new Use("dense", 1, 0);

  private static SparkSession spark;

  @TempDir private static Path root;

  @BeforeAll
  static void start() {
    spark = Extended.session(root);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void everyQuerySeesWhatIsCommittedThen() {
    Path warehouse = root.resolve("growing");
    spark.conf().set(Views.WAREHOUSE, warehouse.toString());
    assertThat(rows("select count(*) from pollard_results")).containsExactly("[0]");

    new TinyWarehouse(warehouse).commit("first", "a", DENSE);
    assertThat(rows("select count(*) from pollard_results")).containsExactly("[2]");
    assertThat(
            rows(
                "with r as (select * from POLLARD_results where split = 'test') select a.step_id,"
                    + " b.top1 from r a join r b on a.step_id = b.step_id where a.step_id in"
                    + " (select step_id from pollard_steps)"))
        .containsExactly("[a,0.875]");
  }

  @Test
  void tensorsAreTheParametersWithTheirMasks() {
    Path warehouse = root.resolve("tensors");
    new TinyWarehouse(warehouse).commit("first", "a", DENSE);
    spark.conf().set(Views.WAREHOUSE, warehouse.toString());

    assertThat(
            rows(
                "select tensor, layer, role, part, shape, elements, prunable,"
                    + " pollard_kept(elements, mask) from pollard_tensors order by tensor"))
        .containsExactly(
            "[fc.bias,fc,bias,0,WrappedArray(2),2,false,2]",
            "[fc.weight,fc,weight,0,WrappedArray(2, 3),6,true,3]");
  }

  @Test
  void aNameOfTheSessionGoesFirstAndOtherNamesAreNotTouched() {
    spark.sql("create or replace temp view pollard_layers as select 'mine' as layer");
    assertThat(rows("select layer from pollard_layers")).containsExactly("[mine]");
    spark.catalog().dropTempView("pollard_layers");

    assertThatThrownBy(() -> spark.sql("select * from pollard_nothing"))
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }

  @Test
  void nullInNullOut() {
    for (RowFunction function : Functions.ofRows()) {
      String nulls = String.join(", ", Collections.nCopies(function.arguments().size(), "null"));
      assertThat(rows("select %s(%s)".formatted(function.name(), nulls)))
          .as(function.name())
          .containsExactly("[null]");
    }
    for (GroupFunction function : Functions.ofGroups()) {
      String nulls = String.join(", ", Collections.nCopies(function.arguments().size(), "null"));
      assertThat(rows("select %s(%s)".formatted(function.name(), nulls)))
          .as(function.name())
          .containsExactly("[null]");
      assertThat(rows("select %s(%s) from range(0)".formatted(function.name(), nulls)))
          .as(function.name() + " of no row")
          .containsExactly("[null]");
    }
  }

  @Test
  void namesWhatACallTakes() {
    assertThatThrownBy(() -> spark.sql("select pollard_kept(8)"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot call pollard_kept: it takes 2 arguments (found=1); write pollard_kept(elements bigint, mask binary)");
    assertThatThrownBy(() -> spark.sql("select pollard_kept(9, X'FF')").collectAsList())
        .hasStackTraceContaining(
            "Cannot read a mask: it has 1 bytes, 9 elements take 2 (elements=9); give both from the same row of pollard_tensors");
    assertThat(rows("describe function pollard_pareto").toString())
        .contains("pollard_pareto(id string, accuracy double, cost double) - candidates");
  }

  @Test
  void aggregatesTakeFiltersWindowsAndManyPartitions() {
    String values = "(select id %% 97 as v from range(0, 1000, 1, %d))";
    List<String> one =
        rows(
            "select pollard_mean_interval(v, 0.9, 7) filter (where v > 3) from "
                + values.formatted(1));
    List<String> seven =
        rows(
            "select pollard_mean_interval(v, 0.9, 7) filter (where v > 3) from "
                + values.formatted(7));

    assertThat(one).isEqualTo(seven).hasSize(1).first().asString().startsWith("[[956,");
    assertThat(
            rows(
                "select x, pollard_tradeoff_area(x, y) over (order by x) from values (1, 2.0), (2,"
                    + " 4.0), (3, 4.0) as t(x, y) order by x"))
        .containsExactly("[1,null]", "[2,3.0]", "[3,3.5]");
  }

  private static List<String> rows(String query) {
    return spark.sql(query).collectAsList().stream().map(Row::toString).toList();
  }
}
