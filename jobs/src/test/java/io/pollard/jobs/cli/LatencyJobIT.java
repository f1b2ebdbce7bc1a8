package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table is measured, put into the file, planned and pruned with. */
class LatencyJobIT {
  @TempDir private Path folder;

  private String experiment(String prune) throws IOException {
    String idx = "{name: mine, path: \"%s\", format: idx}".formatted(Inputs.idx(folder));
    String text = Inputs.experiment(idx, "lenet-300-100");
    String whole =
        "prune: {scheduling: {one-shot: {sparsities: [0.5]}}, finetuning: {rewind: {to: 0 it}}}";
    assertThat(text).contains(whole);
    return Inputs.write(folder, "e.yaml", text.replace(whole, prune)).toString();
  }

  private static String pruned(String amount) {
    return "prune: {structure: neuron, scoring: group-norm, selection: uniform, finetuning: none, scheduling: {one-shot: {%s}}}"
        .formatted(amount);
  }

  @Test
  void whatItPrintsIsWhatTheFileTakes() throws IOException {
    String without = experiment(pruned("latencySpeedups: [1.5]"));
    Ran planned =
        Ran.pollard("plan", without, "--warehouse", folder.resolve("warehouse").toString());
    assertThat(planned.code()).isEqualTo(2);
    assertThat(planned.err())
        .startsWith("Cannot prune lenet-300-100 to a latency: there is no table of measured times");

    Ran ran = Ran.pollard("latency", without, "--batch", "2", "--widths", "4", "--runs", "3");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .startsWith("latencyTable:\n  runtime: \"onednn/")
        .contains("  batch: 2\n  widths: [0.25, 0.5, 0.75, 1.0]\n  layers:\n    \"fc1\": [");

    Ran json =
        Ran.pollard("latency", without, "--batch", "2", "--widths", "4", "--runs", "3", "--json");
    JsonNode table = new ObjectMapper().readTree(json.out());
    assertThat(table.get("batch").intValue()).isEqualTo(2);
    assertThat(table.get("widths")).hasSize(4);
    assertThat(table.get("layers").get("fc1")).hasSize(4).allMatch(JsonNode::isNumber);

    String indented =
        ran.out().lines().map(line -> "          " + line).collect(Collectors.joining("\n"));
    String with =
        experiment(
            """
            prune:
                  structure: neuron
                  scoring: group-norm
                  selection: uniform
                  finetuning: none
                  scheduling:
                    one-shot:
                      latencySpeedups: [1.0]
            """
                + indented);
    Ran again = Ran.pollard("plan", with, "--warehouse", folder.resolve("warehouse").toString());
    assertThat(again.err()).isEmpty();
    assertThat(again.code()).isZero();
  }

  /** The table is none that was measured, so that what is chosen does not depend on the clock. */
  @Test
  void aStepMeetsWhatItsTablePredictsAndTheClockStandsBeside() throws IOException {
    String file =
        experiment(
            pruned(
                "latencySpeedups: [1.5], latencyTable: {runtime: a clock, batch: 2, widths: [0.25, 0.5, 1],"
                    + " layers: {fc1: [1, 2, 4], fc2: [0.5, 1, 3], fc3: [0.1, 0.1, 0.1]}}"));
    String warehouse = folder.resolve("warehouse").toString();
    Ran ran = Ran.pollard("run", file, "--master", "local[1]", "--warehouse", warehouse);
    assertThat(ran.code()).isZero();
    String id =
        Warehouse.open(warehouse).rows(Tables.STEPS, "small").stream()
            .filter(row -> row.use().level() == 1)
            .findFirst()
            .orElseThrow()
            .stepId();

    String[] evaluate = {
      "evaluate", "--step", id, "--latency", "--latency-seconds", "0", "--warehouse", warehouse
    };
    Ran text = Ran.pollard(evaluate);
    assertThat(text.code()).isZero();
    assertThat(text.out())
        .contains("Pruned to a latency: of 7.1 ms, 4.733")
        .contains("by the table of a clock, batch 2\n")
        .containsPattern("onednn +[0-9.]+ +[0-9.]+ +[0-9.]+ +1\\.");
    JsonNode budget =
        new ObjectMapper()
            .readTree(
                Ran.pollard(
                        Stream.concat(Stream.of(evaluate), Stream.of("--json"))
                            .toArray(String[]::new))
                    .out())
            .path("latency_budget");
    assertThat(budget.path("dense_ms").asDouble()).isCloseTo(7.1, within(1e-9));
    double target = 7.1 / 1.5;
    assertThat(budget.path("target_ms").asDouble()).isCloseTo(target, within(1e-9));
    assertThat(budget.path("predicted_ms").asDouble()).isCloseTo(target, within(0.01 * target));
    assertThat(budget.path("measured")).isNotEmpty();
  }

  @Test
  void withoutAnArmThatTakesChannelsOutThereIsAChoice() throws IOException {
    String weights =
        experiment("prune: {scheduling: {one-shot: {sparsities: [0.5]}}, finetuning: none}");
    Ran ran = Ran.pollard("latency", weights, "--widths", "2", "--runs", "3");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("fc1", "fc2");
  }

  @Test
  void whatCannotBeTimedIsSaid() throws IOException {
    String weights =
        experiment("prune: {scheduling: {one-shot: {sparsities: [0.5]}}, finetuning: none}");
    assertThat(Ran.pollard("latency", weights, "--structure", "neuron", "--runtime", "tpu").err())
        .startsWith(
            "Cannot time a network: there is no such runtime (--runtime=tpu); choose one of");
    assertThat(Ran.pollard("latency", weights, "--widths", "0").err())
        .isEqualTo(
            "Cannot time a network: a number of at least 1 is needed (--widths=0); choose another\n");
  }
}
