package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.store.ScoreRow;
import io.pollard.store.ScoreSummary;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores and prunes what a small experiment left. */
class ScoreAndPruneIT {
  private static final String EXPERIMENT =
      """
      experiment: small
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 300, testLimit: 200}
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 30}
      arms:
        - name: half
          prune: {scheduling: {one-shot: {sparsity: 0.5}}, finetuning: none}
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    String file = Files.writeString(folder.resolve("small.yaml"), EXPERIMENT).toString();
    assertThat(pollard("run", file, "--master", "local[2]").code()).isZero();
  }

  @Test
  void aPruningStepLeavesItsScores() {
    List<ScoreSummary> rows = scores("small", step("half", 1).stepId());
    assertThat(rows).extracting(ScoreSummary::layer).containsExactly("fc1", "fc2", "fc3");
    assertThat(rows.stream().mapToLong(ScoreSummary::pruned).sum()).isEqualTo(133_100);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.scoring()).isEqualTo("magnitude");
              assertThat(row.selection()).hasValue("global");
              assertThat(row.sparsity()).hasValue(0.5);
              assertThat(row.kept()).isEqualTo(row.groups());
              assertThat(row.spread().orElseThrow().count()).isEqualTo(row.groups());
            });
    // One threshold for all layers: what goes anywhere lies below what stays anywhere.
    double threshold =
        rows.stream().mapToDouble(row -> row.threshold().orElseThrow()).max().orElseThrow();
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(row.threshold().orElseThrow()).isLessThanOrEqualTo(threshold));
  }

  @Test
  void streamingFindsTheSameScoresAndTheSameThreshold() {
    String id = step("half", 0).stepId();
    Ran streamed =
        pollard(
            "score",
            "--step",
            id,
            "--sparsity",
            "0.5",
            "--stream",
            "--seed",
            "7",
            "--master",
            "local[2]");
    assertThat(streamed.err()).isEmpty();
    Ran whole =
        pollard("score", "--step", id, "--sparsity", "0.5", "--seed", "8", "--master", "local[2]");
    assertThat(whole.err()).isEmpty();
    assertThat(table(streamed)).isEqualTo(table(whole)).hasSize(5);
    List<ScoreSummary> pruned = scores("small", step("half", 1).stepId());
    assertThat(scores("small", stepId(streamed))).isEqualTo(pruned);
    assertThat(scores("small", stepId(whole))).isEqualTo(pruned);
  }

  @Test
  void scoresOverPartitionsAreTheSameRowsAndAreWorkedOutOnce() {
    String id = step("half", 0).stepId();
    Ran two =
        pollard(
            "score",
            "--step",
            id,
            "--scoring",
            "{fisher: {examples: 300}}",
            "--partitions",
            "2",
            "--master",
            "local[2]");
    assertThat(two.err()).isEmpty();
    assertThat(two.out()).containsPattern("\\(3 layers in \\d+ s\\)");
    Ran again =
        pollard(
            "score",
            "--step",
            id,
            "--scoring",
            "{fisher: {examples: 300}}",
            "--partitions",
            "7",
            "--master",
            "local[2]");
    assertThat(again.out()).contains("(there before)");
    assertThat(table(again)).isEqualTo(table(two));
    JsonNode told =
        json(pollard("score", "--step", id, "--scoring", "{fisher: {examples: 300}}", "--json"));
    assertThat(told.path("step_id").asText()).isEqualTo(stepId(two));
    List<ScoreSummary> rows = scores("small", stepId(two));
    assertThat(told.path("layers")).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      JsonNode layer = told.path("layers").path(i);
      assertThat(layer.path("layer").asText()).isEqualTo(rows.get(i).layer());
      assertThat(layer.path("max").asDouble()).isEqualTo(rows.get(i).spread().orElseThrow().max());
      assertThat(layer.has("pruned")).as("nothing was to go").isFalse();
    }
    assertThat(pollard("doctor", "--grace", "0").out()).endsWith("nothing is wrong\n");
  }

  @Test
  void prunesAStepAndWritesAZipThatIsTheSame() {
    String id = step("half", 0).stepId();
    String zip = folder.resolve("pruned.zip").toString();
    String[] command = {
      "prune",
      "--step",
      id,
      "--scoring",
      "{layer-obs: {examples: 200}}",
      "--selection",
      "uniform",
      "--sparsity",
      "0.9",
      "--to",
      zip,
      "--master",
      "local[2]"
    };
    Ran ran = pollard(command);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .containsPattern("(?m)^before +test +0\\.\\d{4} +[0-9.]+ +1.0000 +1.00x +1.00x$")
        .containsPattern("(?m)^pruned +test +0\\.\\d{4} +[0-9.]+ +0.1000 +9.8\\dx +\\d+.\\d\\dx$")
        .contains("Wrote " + zip);
    String pruned = stepId(ran);
    JsonNode told =
        json(
            pollard(Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new)));
    assertThat(told.path("step_id").asText()).isEqualTo(pruned);
    assertThat(told.path("source_step_id").asText()).isEqualTo(id);
    assertThat(told.path("networks").findValuesAsText("network")).contains("before", "pruned");
    assertThat(told.path("networks").path(0).path("density").asDouble()).isEqualTo(1.0);
    assertThat(warehouse().checkpoint(pruned).mask().orElseThrow().kept()).isLessThan(30_000);
    String evaluated = pollard("evaluate", "--step", pruned, "--json").out();
    String top1 = evaluated.lines().filter(line -> line.contains("top1")).findFirst().orElseThrow();
    assertThat(
            pollard(
                    "evaluate",
                    "--network",
                    zip,
                    "--dataset",
                    "{name: fashion-mnist-8k, testLimit: 200}",
                    "--json")
                .out())
        .contains(top1);

    Ran again =
        pollard(
            "prune",
            "--network",
            zip,
            "--dataset",
            "{name: fashion-mnist-8k, trainLimit: 300, testLimit: 200}",
            "--structure",
            "neuron",
            "--scoring",
            "filter-norm",
            "--sparsity",
            "0.25",
            "--master",
            "local[2]");
    assertThat(again.err()).isEmpty();
    assertThat(again.out()).containsPattern("(?m)^pruned +test ");
    assertThat(scores("prune", stepId(again)))
        .extracting(ScoreSummary::groups)
        .containsExactly(300L, 100L);
  }

  @Test
  void saysWhatCannotBeDone() {
    String id = step("half", 1).stepId();
    refuses(
        2,
        "Cannot prune: no amount is given; give one of --sparsity, --compression and --speedup\n",
        "prune",
        "--step",
        id);
    refuses(
        2,
        "Cannot prune: 2 amounts are given; give one of --sparsity, --compression and --speedup\n",
        "prune",
        "--step",
        id,
        "--sparsity",
        "0.5",
        "--compression",
        "2");
    refuses(
        2,
        "Cannot prune: no network is given; give --step or --network\n",
        "prune",
        "--sparsity",
        "0.5");
    refuses(
        2,
        "Cannot use the option: a share lies in [0, 1] (--sparsity=90.0); give 0.9 for 90%\n",
        "prune",
        "--step",
        id,
        "--sparsity",
        "90");
    refuses(
        2,
        "Cannot prune: a ratio of before to after is at least 1 (--compression=0.5); give another\n",
        "prune",
        "--step",
        id,
        "--compression",
        "0.5");
    refuses(
        2,
        "Cannot prune net.zip: no data set is given; say which with --dataset '{name: ..., path: ..., format: ...}'\n",
        "prune",
        "--network",
        "net.zip",
        "--sparsity",
        "0.5");
    refuses(
        2,
        "Cannot score net.zip part by part: only checkpoints are read so; name a step with --step, or leave --stream out\n",
        "score",
        "--network",
        "net.zip",
        "--stream");
    refuses(
        2,
        "Cannot score: a number of tasks is at least 1 (--partitions=0); give another\n",
        "score",
        "--step",
        id,
        "--partitions",
        "0");
    refuses(
        2,
        "Cannot score a checkpoint part by part with random: it needs more than the single weight; leave --stream out, or choose magnitude\n",
        "score",
        "--step",
        id,
        "--scoring",
        "random",
        "--stream",
        "--master",
        "local[1]");
    refuses(
        2,
        "Cannot score a checkpoint part by part: structure neuron and selection global look at the whole network; leave --stream out, or choose weight and global\n",
        "score",
        "--step",
        id,
        "--structure",
        "neuron",
        "--stream",
        "--master",
        "local[1]");
    refuses(
        2,
        "Cannot prune lenet-300-100 to a sparsity of 0.1: more is already gone, and nothing comes back (pruned=133100, of=266200); ask for more, or start from the dense network\n",
        "prune",
        "--step",
        id,
        "--sparsity",
        "0.1",
        "--master",
        "local[1]");
    refuses(
        2,
        "Cannot score network lenet-300-100 with obs: its weights are too many for an inverse Hessian over all of them (weights=266200, limit=5000); choose layer-obs\n",
        "score",
        "--step",
        id,
        "--scoring",
        "obs",
        "--master",
        "local[1]");
    assertThat(pollard("score", "--step", id, "--scoring", "fischer").err())
        .contains("fisher")
        .contains("unknown scoring rule 'fischer'");
  }

  private static void refuses(int code, String message, String... args) {
    Ran ran = pollard(args);
    assertThat(ran.err()).isEqualTo(message);
    assertThat(ran.code()).isEqualTo(code);
  }

  private static Ran pollard(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--warehouse");
    all.add(folder.resolve("warehouse").toString());
    return Ran.pollard(all.toArray(String[]::new));
  }

  private static JsonNode json(Ran ran) {
    assertThat(ran.err()).isEmpty();
    try {
      return new ObjectMapper().readTree(ran.out());
    } catch (IOException e) {
      throw new UncheckedIOException(ran.out(), e);
    }
  }

  /** The lines of the table. */
  private static List<String> table(Ran ran) {
    return ran.out().lines().filter(line -> !line.startsWith("Rows:")).toList();
  }

  private static String stepId(Ran ran) {
    return ran.out().replaceAll("(?s).*step_id ([0-9a-f]{32}).*", "$1");
  }

  private static Warehouse warehouse() {
    return Warehouse.open(folder.resolve("warehouse").toString());
  }

  private static StepRow step(String arm, int level) {
    return warehouse().rows(Tables.STEPS, "small").stream()
        .filter(row -> row.use().arm().equals(arm) && row.use().level() == level)
        .filter(row -> level > 0 || row.contents().resultRows() > 0)
        .findFirst()
        .orElseThrow();
  }

  private static List<ScoreSummary> scores(String experiment, String stepId) {
    return warehouse().rows(Tables.SCORES, experiment, Set.of(stepId)).stream()
        .map(ScoreRow::summary)
        .sorted(Comparator.comparingInt(ScoreSummary::position))
        .toList();
  }
}
