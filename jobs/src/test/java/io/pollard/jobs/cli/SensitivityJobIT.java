package io.pollard.jobs.cli;

import static io.pollard.jobs.cli.Ran.pollard;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.sensitivity.Analysis;
import io.pollard.store.Doctor;
import io.pollard.store.SensitivityCell;
import io.pollard.store.SensitivityRow;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An analysis of a small network through the command. */
class SensitivityJobIT {
  private static final String EXPERIMENT =
      """
      experiment: small
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 300, testLimit: 200}
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 20}
      arms: [{name: dense}]
      """;

  @TempDir private static Path folder;
  private static String step = "";

  @BeforeAll
  static void train() throws IOException {
    Path file = Inputs.write(folder, "small.yaml", EXPERIMENT);
    Ran ran = pollard("run", file.toString(), "--warehouse", root(), "--master", "local[1]");
    assertThat(ran.code()).isZero();
    step =
        warehouse().rows(Tables.STEPS, "small").stream()
            .filter(row -> row.contents().resultRows() > 0)
            .map(StepRow::stepId)
            .findFirst()
            .orElseThrow();
  }

  private static String root() {
    return folder.resolve("warehouse").toString();
  }

  private static Warehouse warehouse() {
    return Warehouse.open(root());
  }

  private static Ran analyse(String... options) {
    List<String> words = new ArrayList<>(List.of("sensitivity", "--warehouse", root()));
    words.addAll(List.of(options));
    return pollard(words.toArray(String[]::new));
  }

  private static List<SensitivityCell> cells(String id) {
    return warehouse().rows(Tables.SENSITIVITY, "small").stream()
        .filter(row -> row.stepId().equals(id))
        .map(SensitivityRow::cell)
        .sorted(
            Comparator.comparingInt(SensitivityCell::position)
                .thenComparing(SensitivityCell::structure)
                .thenComparing(SensitivityCell::scoring)
                .thenComparingDouble(SensitivityCell::sparsity))
        .toList();
  }

  private static String id(Ran ran) {
    String line =
        ran.words().stream().filter(l -> l.startsWith("Rows: ")).findFirst().orElseThrow();
    return line.replaceFirst(".*step_id ([0-9a-f]+) .*", "$1");
  }

  @Test
  void anAnalysisIsATableASuggestionAndRowsAndIsNotRunTwice() {
    Ran ran = analyse("--step", step, "--master", "local[2]", "--budget", "0.02");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .containsPattern("(?m)^Unpruned: top-1 0\\.\\d{4}, loss \\d\\.\\d{4} on 200 validation")
        .containsPattern("(?m)^fc1 +235200 +(0\\.\\d{4} +){9}")
        .contains("selection: {from-sensitivity: {sparsities: {fc1: ")
        .contains("(27 cells in ")
        .doesNotContain("\u001b");
    List<SensitivityCell> cells = cells(id(ran));
    assertThat(cells).hasSize(27);
    assertThat(cells.get(4).pruned()).isEqualTo(117_600);
    assertThat(cells.get(4).measured().samples()).isEqualTo(200);

    Ran again = analyse("--step", step, "--master", "local[2]", "--budget", "0.02");
    assertThat(again.out().replace("there before", "27 cells in .*"))
        .isEqualTo(ran.out().replaceFirst("27 cells in [^)]*", "27 cells in .*"));
    assertThat(cells(id(ran))).isEqualTo(cells);
    assertThat(new Doctor(warehouse(), Duration.ZERO).check()).isEmpty();
  }

  @Test
  void anExperimentFileStandsForItsDenseNetworks() throws IOException {
    String text = EXPERIMENT.replace("experiment: small", "experiment: two");
    Path two = Inputs.write(folder, "two.yaml", text + "replicates: [1, 2]\n");
    String[] options = {two.toString(), "--sparsities", "0.5", "--master", "local[1]", "--json"};

    Ran early = analyse(options);
    assertThat(early.err())
        .contains("it is not trained yet (step_id=")
        .endsWith("run 'pollard train' first\n");
    assertThat(early.code()).isEqualTo(ExitCode.USER);

    Ran trained = pollard("train", two.toString(), "--warehouse", root(), "--master", "local[1]");
    assertThat(trained.code()).as(trained.err()).isZero();
    Ran ran = analyse(options);

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode reports = new ObjectMapper().readTree(ran.out());
    assertThat(reports).hasSize(2);
    assertThat(reports.findValuesAsText("step_id")).doesNotHaveDuplicates();
    assertThat(warehouse().rows(Tables.SENSITIVITY, "two").stream().map(SensitivityRow::stepId))
        .as("rows of this experiment, though another shares one of the networks")
        .containsAll(reports.findValuesAsText("step_id"));
  }

  @Test
  void theNumberOfCoresChangesNoRow() throws IOException {
    String[] options = {
      "--step",
      step,
      "--scoring",
      "magnitude",
      "--scoring",
      "random",
      "--structure",
      "weight",
      "--structure",
      "neuron"
    };
    Ran one = analyse(with(options, "--batch", "7", "--master", "local[1]"));
    List<SensitivityCell> expected = cells(id(one));
    assertThat(expected).hasSize(54 + 36);
    // Without the rows of the first run the second one has to run too.
    uncommit(id(one));
    assertThat(cells(id(one))).isEmpty();
    String[] wide = {"--master", "local[2]", "--conf", "spark.default.parallelism=13"};
    Ran two = analyse(with(with(options, "--batch", "7"), wide));
    assertThat(two.out()).contains("(90 cells in ");
    assertThat(id(two)).isEqualTo(id(one));
    assertThat(cells(id(two))).isEqualTo(expected);
  }

  @Test
  void aSampledAnalysisSaysWhatItKnows() {
    Ran ran = analyse("--step", step, "--within", "0.05", "--master", "local[2]");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("Each to within 0.05 with confidence 0.95, from ");
    assertThat(cells(id(ran)))
        .allSatisfy(
            cell ->
                assertThat(cell.measured().top1High() - cell.measured().top1Low())
                    .isLessThanOrEqualTo(0.1));
    assertThat(new Analysis.Sampling().confidence()).isEqualTo(0.95);
  }

  @Test
  void whatCannotBeAnalysedIsSaid() {
    assertThat(analyse().err())
        .contains(
            "Cannot analyse: no network is given; give an experiment file, --step or --network");
    assertThat(analyse("small.yaml", "--step", step).err())
        .contains("Cannot analyse: there are two networks");
    assertThat(analyse("--step", step, "--within", "2").err())
        .contains("Cannot analyse: within lies in (0, 1), found 2.0");
    assertThat(analyse("--step", step, "--sparsities", "0.5,0.2").err())
        .contains("Cannot analyse: sparsities increase, found [0.5, 0.2]");
    assertThat(analyse("--step", step, "--budget", "-1").code()).isEqualTo(ExitCode.USER);
    assertThat(analyse("--network", "net.zip").err())
        .contains("Cannot analyse net.zip: no data set is given");
  }

  private static void uncommit(String id) throws IOException {
    for (String table : List.of("steps", "sensitivity")) {
      Path partition = folder.resolve("warehouse").resolve(table).resolve("experiment=small");
      try (Stream<Path> files = Files.list(partition)) {
        for (Path file : files.filter(f -> f.getFileName().toString().startsWith(id)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
