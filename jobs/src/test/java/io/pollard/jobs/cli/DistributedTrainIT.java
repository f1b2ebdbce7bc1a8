package io.pollard.jobs.cli;

import static io.pollard.jobs.cli.Ran.pollard;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.store.Checkpoint;
import io.pollard.store.EarlyStop;
import io.pollard.store.HistoryPoint;
import io.pollard.store.HistoryRow;
import io.pollard.store.ResultRow;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training with all executors at once, in the hands of DL4J Spark. */
class DistributedTrainIT {
  private static final String EXPERIMENT =
      """
      experiment: small
      dataset: {name: fashion-mnist-8k, validation: 100, trainLimit: 310, testLimit: 200}
      network: lenet-5
      training:
        optimizer: {momentum: {learningRate: 0.02}}
        batchSize: 60
        iterations: 12
        schedule: cosine
        weightDecay: 5e-4
        augmentation: {padAndCrop: 2}
        evaluateEvery: 1 ep
      arms:
        - name: half
          prune: {scheduling: {one-shot: {sparsity: 0.5}}, finetuning: none}
      """;

  @TempDir private Path folder;
  private String warehouse;
  private String file;

  @BeforeEach
  void write() throws IOException {
    warehouse = folder.resolve("w").toString();
    file = Inputs.write(folder, "small.yaml", EXPERIMENT).toString();
  }

  @Test
  void aLoneWorkerTrainsAsOneCoreDoes() {
    run("train", file);
    Ran alone = run("train", file, "--distributed", "--workers", "1");
    assertThat(alone.out()).contains("small: 1 steps run, 0 there before; ");
    StepRow dense = step("half", 0);
    StepRow distributed = step("half-distributed", 0);
    assertThat(distributed.step().kind()).isEqualTo("train-distributed");
    assertThat(checkpoint(distributed).state().parameters())
        .isEqualTo(checkpoint(dense).state().parameters());
    assertThat(results(distributed)).isEqualTo(results(dense));
    assertThat(validation(distributed)).isEqualTo(validation(dense));
    Ran again = run("train", file, "--distributed", "--workers", "1");
    assertThat(again.out()).contains("small: 0 steps run, 1 there before; ");
  }

  @Test
  void whatIsPrunedStaysExactlyZeroThroughAveraging() {
    run("run", file);
    StepRow pruned = step("half", 1);
    run("train", file, "--distributed", "--workers", "3", "--step", pruned.stepId());
    StepRow trained = step("half-distributed", 1);
    assertThat(trained.step().parents()).containsExactly(pruned.stepId());
    Mask mask = checkpoint(pruned).mask().orElseThrow();
    Checkpoint left = checkpoint(trained);
    assertThat(left.mask()).hasValue(mask);
    float[] before = checkpoint(pruned).state().parameters();
    float[] after = left.state().parameters();
    int moved = 0;
    for (int i = 0; i < after.length; i++) {
      if (!mask.kept(i)) {
        assertThat(Float.floatToRawIntBits(after[i])).isZero();
      } else if (after[i] != before[i]) {
        moved++;
      }
    }
    assertThat(moved).isGreaterThan(200_000);
    assertThat(results(trained)).hasSize(2);
  }

  @Test
  void optionsThatOnlyGoWithItAreRefusedWithoutIt() {
    Ran ran = pollard("train", file, "--workers", "2", "--warehouse", warehouse);
    assertThat(ran.code()).isEqualTo(ExitCode.USER);
    assertThat(ran.err())
        .isEqualTo(
            "Cannot train: --step, --workers, --averaging-frequency and --checkpoint-every go with --distributed; add it, or leave them out\n");
  }

  @Test
  void moreWorkersThanExamplesAreRefused() {
    Ran ran =
        pollard(
            "train",
            file,
            "--distributed",
            "--workers",
            "311",
            "--warehouse",
            warehouse,
            "--master",
            "local[2]");
    assertThat(ran.code()).isEqualTo(ExitCode.USER);
    assertThat(ran.err())
        .isEqualTo(
            "Cannot train on fashion-mnist-8k with so many workers: each needs an example of its own (--workers=311, training examples=310); give fewer\n");
  }

  private Ran run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--warehouse", warehouse, "--master", "local[2]"));
    Ran ran = pollard(all.toArray(String[]::new));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    return ran;
  }

  private Warehouse tables() {
    return Warehouse.open(warehouse);
  }

  /** The last step of an arm's level. */
  private StepRow step(String arm, int level) {
    return tables().rows(Tables.STEPS, "small").stream()
        .filter(row -> row.use().arm().equals(arm) && row.use().level() == level)
        .filter(row -> row.contents().resultRows() > 0)
        .findFirst()
        .orElseThrow();
  }

  private Checkpoint checkpoint(StepRow row) {
    return tables().checkpoint(row.stepId());
  }

  /** Accuracy by split, and where the best point of the training was. */
  private List<List<Object>> results(StepRow row) {
    return tables().rows(Tables.RESULTS, "small").stream()
        .filter(result -> result.stepId().equals(row.stepId()))
        .map(ResultRow::evaluation)
        .<List<Object>>map(
            e ->
                List.of(
                    e.split(),
                    e.samples(),
                    e.top1(),
                    e.top5(),
                    e.iteration(),
                    e.earlyStop().map(EarlyStop::iteration)))
        .toList();
  }

  /** Iterations and accuracies on the validation split. */
  private List<List<Object>> validation(StepRow row) {
    return tables().rows(Tables.HISTORY, "small").stream()
        .filter(point -> point.stepId().equals(row.stepId()))
        .map(HistoryRow::point)
        .filter(point -> point.split().equals("validation"))
        .<List<Object>>map(DistributedTrainIT::fields)
        .toList();
  }

  private static List<Object> fields(HistoryPoint point) {
    OptionalDouble top1 = point.top1();
    return List.of(point.iteration(), point.epoch(), top1, point.learningRate());
  }
}
