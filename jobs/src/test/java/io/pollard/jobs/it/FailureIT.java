package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.execute.Outcome;
import io.pollard.jobs.cluster.Progress;
import io.pollard.jobs.cluster.SweepResult;
import io.pollard.jobs.cluster.SweepRunner;
import io.pollard.plan.Plan;
import io.pollard.plan.Step;
import io.pollard.store.FailureRow;
import io.pollard.store.ResultRow;
import io.pollard.store.Tables;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What fails is recorded with its cause, the rest goes on, and mending it and running again is
 * enough.
 */
class FailureIT {
  private static final String HEAD =
      """
      experiment: failing
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 600, testLimit: 200}
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 20}
      arms:
      """;

  private static final String COLD =
      """
        - name: cold
          prune: {scheduling: {one-shot: {sparsity: 0.5}}, finetuning: {rewind: {to: 0 it}}}
      """;

  private static final String HOT =
      """
        - name: hot
          training: {optimizer: {sgd: {learningRate: 1.0e30}}, batchSize: 60, iterations: 20}
          prune: {scheduling: {one-shot: {sparsity: 0.5}}, finetuning: {rewind: {to: 0 it}}}
      """;

  @TempDir private Path folder;

  private Path location() {
    return folder.resolve("warehouse");
  }

  private Warehouse warehouse() {
    return Warehouse.open(location().toString());
  }

  private Running.Ended run(String text) {
    return Pollard.run(
        "run",
        Sweep.write(folder, text).toString(),
        "--warehouse",
        location().toString(),
        "--master",
        "local[2]");
  }

  private Running.Ended doctor(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("doctor", "--warehouse", location().toString()));
    arguments.addAll(List.of(options));
    return Pollard.run(arguments.toArray(String[]::new));
  }

  private Set<Use> evaluated() {
    return warehouse().rows(Tables.RESULTS, "failing").stream()
        .map(ResultRow::use)
        .collect(Collectors.toSet());
  }

  @Test
  void aLossThatIsNotFiniteEndsItsArmOnly() {
    Running.Ended failed = run(HEAD + HOT + COLD);

    assertThat(failed.code()).as("%s", failed).isEqualTo(1);
    assertThat(failed.out())
        .contains("diverged: the loss is not finite (iteration=")
        .doesNotContain("\tat ");
    assertThat(failed.err()).isEmpty();
    assertThat(evaluated()).containsExactlyInAnyOrder(new Use("cold", 1, 0), new Use("cold", 1, 1));
    List<FailureRow> failures = warehouse().rows(Tables.FAILURES, "failing");
    assertThat(failures).hasSize(1);
    FailureRow row = failures.get(0);
    assertThat(row.use()).isEqualTo(new Use("hot", 1, 0));
    assertThat(row.cause()).isEqualTo("diverged");
    assertThat(row.permanent()).isTrue();
    assertThat(row.message()).endsWith("; lower the learning rate");

    Running.Ended mended = run((HEAD + HOT + COLD).replace("1.0e30", "0.1"));

    assertThat(mended.code()).as("%s", mended).isZero();
    assertThat(evaluated())
        .containsExactlyInAnyOrder(
            new Use("cold", 1, 0),
            new Use("cold", 1, 1),
            new Use("hot", 1, 0),
            new Use("hot", 1, 1));
    assertThat(warehouse().rows(Tables.FAILURES, "failing")).hasSize(1);
  }

  @Test
  void aCheckpointThatVanishesIsNamedAndDoctorMakesItRunAgain() throws IOException {
    assertThat(run(HEAD + COLD).code()).isZero();
    Step trained = trained(Sweep.plan(HEAD + COLD));
    Path checkpoint = location().resolve("checkpoints/" + trained.id() + ".parquet");
    byte[] content = Files.readAllBytes(checkpoint);
    Files.delete(checkpoint);
    String deeper = COLD.replace("cold", "deeper").replace("0.5", "0.8");

    Running.Ended failed = run(HEAD + COLD + deeper);

    assertThat(failed.code()).as("%s", failed).isEqualTo(3);
    List<FailureRow> failures = warehouse().rows(Tables.FAILURES, "failing");
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).use()).isEqualTo(new Use("deeper", 1, 1));
    assertThat(failures.get(0).cause()).isEqualTo("DataException");
    assertThat(failures.get(0).message())
        .isEqualTo(
            "Cannot read the checkpoint of step %s: there is none (file=%s); run the experiment that makes it"
                .formatted(trained.id(), checkpoint));

    assertThat(doctor().out()).contains("missing checkpoint (repairable)").contains(trained.id());
    assertThat(doctor("--repair").code()).isZero();
    Running.Ended mended = run(HEAD + COLD + deeper);

    assertThat(mended.code()).as("%s", mended).isZero();
    assertThat(evaluated()).contains(new Use("deeper", 1, 1));
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(content);
    Running.Ended doctor = doctor();
    assertThat(doctor.code()).as("%s", doctor).isZero();
  }

  /** The step at which the dense training ends. */
  private static Step trained(Plan plan) {
    return plan.steps().stream()
        .filter(step -> step.iterations() == 20 && step.uses().contains(new Use("cold", 1, 0)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void dataThatVanishesAfterThePlanFailsTheStepsThatNeedItUntilItIsBack() throws Exception {
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    ShippedData.copy(data);
    String text =
        (HEAD + COLD)
            .replace(
                "name: fashion-mnist-8k", "name: mine, format: idx, path: '%s'".formatted(data));
    Plan plan = Sweep.plan(text);
    Path away = Files.move(data, folder.resolve("away"));

    try (JavaSparkContext spark = new JavaSparkContext(conf())) {
      SweepResult without = new SweepRunner(spark, warehouse(), new Silence()).run(plan);

      assertThat(without.complete()).isFalse();
      assertThat(without.ran()).isZero();
      assertThat(without.skipped()).isEqualTo(plan.steps().size() - 1);
      assertThat(without.failed()).hasSize(1);
      assertThat(without.failed().get(0).cause()).isEqualTo("UserException");
      assertThat(without.failed().get(0).message()).contains(data.toString());
      assertThat(warehouse().rows(Tables.FAILURES, "failing")).isNotEmpty();
      assertThat(evaluated()).isEmpty();

      Files.move(away, data);
      SweepResult mended = new SweepRunner(spark, warehouse(), new Silence()).run(plan);

      assertThat(mended.complete()).isTrue();
      assertThat(mended.ran()).isEqualTo(plan.steps().size());
    }
  }

  private static SparkConf conf() {
    return new SparkConf()
        .setMaster("local[1,2]")
        .setAppName("FailureIT")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }

  /** Says nothing: the result does. */
  private static final class Silence implements Progress {
    @Override
    public void begins(int total, int alreadyDone, long iterationsToDo, int slots) {}

    @Override
    public void started(Step step) {}

    @Override
    public void ended(Step step, Outcome outcome) {}

    @Override
    public void skipped(List<Step> steps, Step because) {}

    @Override
    public void finished() {}
  }
}
