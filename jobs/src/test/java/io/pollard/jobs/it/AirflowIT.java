package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The DAGs in a real Airflow; the one through spark-submit runs, to rows and a report. */
class AirflowIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String EXPERIMENT =
      """
      experiment: %s
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 600, testLimit: 200}
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 20}
      arms:
        - name: ticket
          prune: {scheduling: {one-shot: {sparsity: 0.5}}, finetuning: {rewind: {to: 0 it}}}
      """;

  @TempDir private static Path folder;
  private static Airflow airflow;
  private static JsonNode dags;

  @BeforeAll
  static void installAndLoad() throws IOException {
    Running.Ended installed = Airflow.install();
    assumeThat(installed.code()).as(installed.err()).isNotEqualTo(Airflow.UNAVAILABLE);
    assertThat(installed.code()).as("%s", installed).isZero();
    airflow = new Airflow(folder.resolve("airflow"));
    Path loaded = folder.resolve("dags.json");
    Running.Ended ended =
        airflow.script("check_dags.py", Airflow.dags().toString(), loaded.toString());
    assertThat(ended.code()).as("%s", ended).isZero();
    dags = JSON.readTree(loaded.toFile());
  }

  @ParameterizedTest
  @CsvSource({
    "pollard_sweep, SparkSubmitOperator",
    "pollard_sweep_kubernetes, SparkKubernetesOperator"
  })
  void everyDagIsASweepThatResumes(String name, String operator) {
    JsonNode dag = dags.path(name);
    assertThat(dag.path("catchup").asBoolean(true)).isFalse();
    assertThat(dag.path("max_active_runs").asInt()).isEqualTo(1);
    assertThat(dag.at("/params/experiments/type").asText()).isEqualTo("array");
    assertThat(dag.at("/params/warehouse/type").asText()).isEqualTo("string");
    String before = "sweeps";
    for (String command : List.of("train", "sensitivity", "run", "compact", "report")) {
      JsonNode task = dag.path("tasks").path("sweep." + command);
      assertThat(task.path("operator").asText()).isEqualTo(operator);
      assertThat(task.path("mapped").asBoolean()).as("one for each experiment").isTrue();
      assertThat(task.path("retries").asInt()).isPositive();
      assertThat(task.path("upstream")).map(JsonNode::asText).contains(before);
      if (operator.equals("SparkKubernetesOperator")) {
        assertThat(task.at("/application/spark/spec/mainClass").asText())
            .isEqualToIgnoringCase("io.pollard.jobs.cli." + command + "Job");
      }
      before = "sweep." + command;
    }
  }

  @Test
  void aRunGoesThroughSparkSubmitToRowsAndReports() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    Path reports = Files.createDirectory(folder.resolve("reports"));
    Running.Ended migrated = airflow.command("db", "migrate");
    assertThat(migrated.code()).as("%s", migrated).isZero();
    Running.Ended early =
        Pollard.run(
            "run", file("first"), "--warehouse", warehouse.toString(), "--master", "local[2]");
    assertThat(early.code()).as("%s", early).isZero();
    Warehouse tables = Warehouse.open(warehouse.toString());
    List<StepRow> before = tables.rows(Tables.STEPS, "first");
    assertThat(before).isNotEmpty();

    run(warehouse, reports, List.of(file("first"), file("second")));

    assertThat(tables.rows(Tables.STEPS, "first"))
        .as("what was there is not run again")
        .containsAll(before);
    for (String name : List.of("first", "second")) {
      assertThat(reports.resolve(name + ".html")).content().contains("</html>");
      assertThat(tables.rows(Tables.RESULTS, name)).extracting(r -> r.use().level()).contains(1);
      assertThat(tables.rows(Tables.SENSITIVITY, name)).isNotEmpty();
    }
  }

  private static void run(Path warehouse, Path reports, List<String> files) throws IOException {
    String conf =
        JSON.writeValueAsString(
            Map.of(
                "experiments",
                files,
                "warehouse",
                warehouse.toString(),
                "reports",
                reports.toString(),
                "jar",
                ShadedJar.path().toString()));
    Running.Ended ended = airflow.command("dags", "test", "pollard_sweep", "--conf", conf);
    assertThat(ended.code()).as("%s", ended).isZero();
  }

  private static String file(String name) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    return Files.writeString(file, EXPERIMENT.formatted(name)).toString();
  }
}
