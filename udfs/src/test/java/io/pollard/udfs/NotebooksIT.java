package io.pollard.udfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pollard.store.Use;
import io.pollard.udfs.Note.Paragraph;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.NumericType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the notes of notebooks/ on a warehouse. */
class NotebooksIT {
  private static final Set<String> MODES =
      Set.of("table", "lineChart", "multiBarChart", "pieChart", "stackedAreaChart", "scatterChart");

  private static SparkSession spark;

  @BeforeAll
  static void start(@TempDir Path root) {
    TinyWarehouse warehouse = new TinyWarehouse(root);
    for (String arm : List.of("winning-ticket", "random-reinit")) {
      for (long replicate = 1; replicate <= 2; replicate++) {
        for (int level = 0; level <= 2; level++) {
          String step = arm.charAt(0) + "" + replicate + level;
          warehouse.commit("quickstart", step, new Use(arm, replicate, level));
        }
      }
    }
    warehouse.fail("quickstart", "f", new Use("winning-ticket", 1, 3));
    spark = Extended.session(root);
    analyse(root);
  }

  /** Rows of the table of sensitivities, as a run leaves them: other columns are null. */
  private static void analyse(Path root) {
    spark
        .sql(
            "select 'w10' as step_id, layer, 'weight' as structure, 'magnitude' as scoring,"
                + " sparsity, 100 as samples, 0.9 - sparsity / 2 as top1, 0.5D as loss, 0.88 -"
                + " sparsity / 2 as top1_low, 0.92 - sparsity / 2 as top1_high, 0.9D as unpruned_top1 from values"
                + " ('conv'), ('fc') as l(layer), (values (0.0D), (0.01D), (0.5D)) as s(sparsity)")
        .coalesce(1)
        .write()
        .parquet(root.resolve("sensitivity/experiment=quickstart").toString());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static Stream<Paragraph> queries() {
    return Note.all().stream().flatMap(note -> note.paragraphs().stream()).filter(Paragraph::isSql);
  }

  @ParameterizedTest
  @MethodSource("queries")
  void everyQueryRunsAndEveryChartHasItsColumns(Paragraph paragraph) {
    Dataset<Row> rows = spark.sql(paragraph.sql());

    assertThat(rows.count()).isPositive();
    assertThat(paragraph.chart()).isPresent();
    assertThat(MODES).contains(paragraph.chart().orElseThrow().path("mode").asText());
    assertThat(paragraph.columns()).isNotEmpty();
    List<String> columns = Arrays.asList(rows.columns());
    for (JsonNode column : paragraph.columns()) {
      assertThat(columns.indexOf(column.path("name").asText()))
          .as(column.toString())
          .isNotNegative()
          .isEqualTo(column.path("index").asInt(-1));
      assertThat(column.path("aggr").asText()).isIn("sum", "avg", "count", "min", "max");
    }
    for (JsonNode value : paragraph.chart().orElseThrow().path("values")) {
      assertThat(rows.schema().apply(value.path("name").asText()).dataType())
          .isInstanceOf(NumericType.class);
    }
  }

  @Test
  void zeppelinTakesThemForWhatTheyAre(@TempDir Path folder) throws Exception {
    Optional<Zeppelin> zeppelin = Zeppelin.fetch(folder);
    assumeThat(zeppelin).as("Zeppelin's classes, by Maven").isPresent();

    List<JsonNode> read = zeppelin.orElseThrow().paragraphs(Note.all());

    List<Paragraph> expected =
        Note.all().stream().flatMap(note -> note.paragraphs().stream()).toList();
    assertThat(read).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Paragraph paragraph = expected.get(i);
      JsonNode taken = read.get(i);
      assertThat(taken.path("note").asText()).isEqualTo(paragraph.note());
      assertThat(taken.path("group").asText()).isEqualTo("spark");
      assertThat(taken.path("title").asText()).isEqualTo(paragraph.title());
      assertThat("%" + taken.path("interpreter").asText())
          .isEqualTo(paragraph.text().lines().findFirst().orElseThrow());
      assertThat(taken.path("script").asText().strip())
          .isEqualTo(paragraph.text().substring(paragraph.text().indexOf('\n')).strip());
      assertThat(taken.at("/results/0/graph/mode"))
          .isEqualTo(paragraph.chart().map(c -> c.path("mode")).orElse(MissingNode.getInstance()));
    }
  }

  @Test
  void notesHaveWhatZeppelinReadsAndNoResults() {
    assertThat(Note.all()).hasSize(5);
    for (Note note : Note.all()) {
      JsonNode root = note.root();
      String id = root.path("id").asText();
      assertThat(id).matches("2[A-Z0-9]{8}");
      assertThat(note.file().getFileName())
          .hasToString("%s_%s.zpln".formatted(root.path("name").asText().replace(' ', '_'), id));
      assertThat(root.path("defaultInterpreterGroup").asText()).isEqualTo("spark");
      for (String object : List.of("noteParams", "noteForms", "angularObjects", "config", "info")) {
        assertThat(root.path(object).isObject()).as(object).isTrue();
      }
      assertThat(root.path("paragraphs").findValuesAsText("id")).doesNotHaveDuplicates();
      for (JsonNode paragraph : root.path("paragraphs")) {
        assertThat(paragraph.has("results")).as("results are not committed").isFalse();
        assertThat(paragraph.path("status").asText()).isEqualTo("READY");
        assertThat(paragraph.path("settings").path("params").isObject()).isTrue();
        assertThat(paragraph.path("settings").path("forms").isObject()).isTrue();
        assertThat(paragraph.path("text").asText())
            .matches("(?s)%(md|spark\\.sql|spark\\.conf)\\n.+");
        assertThat(paragraph.path("dateStarted").isMissingNode()).isTrue();
      }
    }
  }
}
