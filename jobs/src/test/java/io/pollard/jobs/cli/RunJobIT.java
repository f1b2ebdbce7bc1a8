package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One small experiment through all commands, in the order of a user's day. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunJobIT {
  private static final String EXPERIMENT =
      """
      experiment: small
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 300, testLimit: 200}
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 20, evaluateEvery: 10 it}
      replicates: [1, 2]
      arms:
        - name: ticket
          prune: {scheduling: {iterative: {rate: 0.5, levels: 1}}, finetuning: {rewind: {to: 0 it}}}
        - name: control
          prune: {ticketFrom: ticket, finetuning: reinitialize}
      """;

  @TempDir private static Path folder;

  @Test
  @Order(1)
  void planShowsWhatIsSharedAndRunsNothing() throws IOException {
    Ran ran = pollard("plan", file());

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("small: network lenet-300-100 on fashion-mnist-8k (300 training examples)")
        .containsPattern("(?m)^ticket +6 +0 +- +6 +80 +-$")
        .containsPattern("(?m)^control +6 +0 +4 with ticket +2 +40 +-$")
        .contains("8 of 8 steps to run, 120 iterations; no time known");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @Test
  @Order(2)
  void runPrintsResultsAndWhereToLookNext() throws IOException {
    Ran ran = pollard("run", file(), "--master", "local[2]");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .containsPattern(
            "(?m)^\\(dense\\) +0 +1.0000 +1.00x +0\\.\\d{4} ± 0\\.\\d{4} +\\d+ ± \\d+ +2$")
        .containsPattern("(?m)^ticket +1 +0.5000 +2.00x +0\\.\\d{4} ± 0\\.\\d{4} +\\d+ ± \\d+ +2$")
        .containsPattern("(?m)^control +1 +0.5000 +2.00x +0\\.\\d{4}")
        .contains("small: 8 steps run, 0 there before; ")
        .contains("Tables: ")
        .contains("bin/pollard sql ")
        .doesNotContain("\u001b");
    assertThat(rows()).hasSize(12).filteredOn(row -> !row.reused()).hasSize(8);
  }

  @Test
  @Order(3)
  void runAgainDoesNothing() throws IOException {
    List<StepRow> before = rows();

    Ran ran = pollard("run", file(), "--master", "local[2]");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("small: 0 steps run, 8 there before; ");
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(pollard("plan", file()).out())
        .contains("0 of 8 steps to run, 0 iterations; nothing to do");
    assertThat(pollard("plan", file(), "--json").out())
        .contains("\"steps_to_run\" : 0")
        .contains("\"seconds_per_iteration\"");
  }

  @Test
  @Order(4)
  void evaluateGivesWhatTheTableSays() {
    StepRow row = ticket();
    double top1 = top1(row.stepId());

    Ran ran = pollard("evaluate", "--step", row.stepId(), "--json");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("\"samples\" : 200", "\"top1\" : " + top1, "\"params_nonzero\" : ");
    assertThat(pollard("evaluate", "--step", row.stepId(), "--split", "validation").out())
        .containsPattern("samples +200\n");
  }

  @Test
  @Order(5)
  void exportedNetworkIsTheSame() {
    StepRow row = ticket();
    String zip = folder.resolve("net.zip").toString();

    Ran ran = pollard("export", "--step", row.stepId().substring(0, 12), "--to", zip);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            "Wrote %s: network lenet-300-100 of step %s, 133100 of 266200 weights kept%n"
                .formatted(zip, row.stepId()));
    assertThat(
            pollard(
                    "evaluate",
                    "--network",
                    zip,
                    "--dataset",
                    "{name: fashion-mnist-8k, testLimit: 200}",
                    "--json")
                .out())
        .contains("\"top1\" : " + top1(row.stepId()));
  }

  @Test
  @Order(5)
  void exportedModelIsTheSame() {
    StepRow row = ticket();
    String model = folder.resolve("net.onnx").toString();

    Ran ran = pollard("export", "--step", row.stepId(), "--to", model);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).endsWith("133100 of 266200 weights kept\n");
    assertThat(
            pollard(
                    "evaluate",
                    "--network",
                    model,
                    "--dataset",
                    "{name: fashion-mnist-8k, testLimit: 200}",
                    "--json")
                .out())
        .contains("\"top1\" : " + top1(row.stepId()));
  }

  @Test
  @Order(5)
  void stepIsTimedBesideAnother() {
    StepRow row = ticket();
    String zip = folder.resolve("other.zip").toString();
    assertThat(pollard("export", "--step", row.stepId(), "--to", zip).code()).isZero();

    Ran ran =
        pollard(
            "evaluate",
            "--step",
            row.stepId(),
            "--latency",
            "--latency-seconds",
            "0",
            "--against",
            zip);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .containsPattern("runtime +batch +median ms +q1 +q3 +runs +other ms +speed-up +theoretical")
        .containsPattern("dl4j +64 +")
        .containsPattern("onednn +1 +")
        .contains("One thread; ", "Other: " + zip);
    assertThat(
            pollard(
                    "sql",
                    "select runtime, batch, threads, runs from latency order by runtime, batch",
                    "--format",
                    "csv")
                .out())
        .isEqualTo(
            """
            runtime,batch,threads,runs
            dl4j,1,1,15
            dl4j,64,1,15
            onednn,1,1,15
            onednn,64,1,15
            """);
    assertThat(pollard("evaluate", "--step", row.stepId(), "--against", zip).err())
        .startsWith("Cannot time a network beside another: --against is given without --latency;");
  }

  @Test
  @Order(6)
  void stepThatIsNotThereIsTheUsersMistake() {
    assertThat(pollard("export", "--step", "zzz", "--to", "net.zip").err())
        .isEqualTo(
            "Cannot find the step: no committed step has such an id (--step=zzz); 'pollard sql \"select step_id, arm, level from steps\"' lists them\n");
    assertThat(pollard("export", "--step", "", "--to", "net.zip").err())
        .startsWith("Cannot find the step: 8 committed steps have such an id (--step=);");
    assertThat(pollard("evaluate").err())
        .isEqualTo("Cannot evaluate: no network is given; give --step or --network\n");
    assertThat(pollard("evaluate", "--network", "net.zip").err())
        .startsWith("Cannot evaluate net.zip: no data set is given;");
    assertThat(pollard("export", "--to", "net.zip").err())
        .isEqualTo(
            "Cannot find the step: none is given; name it with --step, column step_id of the tables has the ids\n");
  }

  @Test
  @Order(7)
  void compactKeepsEverythingAndDoctorAgrees() {
    assertThat(pollard("doctor", "--grace", "0").out()).endsWith("nothing is wrong\n");
    List<StepRow> before = rows();

    Ran ran = pollard("compact", "--experiment", "small");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).containsPattern("(?m)^small +steps +8 +1$");
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(pollard("doctor", "--grace", "0").code()).isZero();
    assertThat(pollard("compact", "--experiment", "other").err())
        .startsWith("Cannot compact experiment 'other': nothing of it is committed");
  }

  @Test
  @Order(8)
  void doctorFindsAndRepairsDamageAndRunMakesItGood() throws IOException {
    StepRow row = ticket();
    Inputs.damage(folder.resolve("warehouse/checkpoints").resolve(row.stepId() + ".parquet"), 400);

    Ran evaluated = pollard("evaluate", "--step", row.stepId());
    assertThat(evaluated.code()).isEqualTo(3);
    assertThat(evaluated.err()).startsWith("Cannot read ").contains(row.stepId()).hasLineCount(1);
    Ran found = pollard("doctor", "--grace", "0");
    assertThat(found.code()).isEqualTo(3);
    assertThat(found.out())
        .startsWith("Found (1):\n  damaged checkpoint (repairable): ")
        .endsWith("--repair mends what is marked so\n");

    Ran repaired = pollard("doctor", "--grace", "0", "--repair");
    assertThat(repaired.code()).isZero();
    assertThat(repaired.out()).startsWith("Repaired (").endsWith("nothing is wrong\n");
    assertThat(pollard("run", file(), "--master", "local[1]").out())
        .contains("small: 1 steps run, 7 there before");
    assertThat(pollard("doctor", "--grace", "0").code()).isZero();
  }

  @Test
  @Order(9)
  void initWritesAFileThatCanBePlanned() {
    String file = folder.resolve("mine.yaml").toString();

    assertThat(Ran.pollard("init", file).out())
        .isEqualTo(
            "Wrote %1$s. Next:%n  bin/pollard plan %1$s%n  bin/pollard run %1$s%n".formatted(file));
    assertThat(pollard("plan", file).out()).startsWith("my-first: network lenet-300-100");
    Ran again = Ran.pollard("init", file);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            "Cannot write the example: it is there already (path=%s); name another file%n"
                .formatted(file));
  }

  @Test
  @Order(10)
  void initFillsInTheUsersDataAndNetwork() throws IOException {
    Path data = Inputs.idx(folder);
    String file = folder.resolve("own.yaml").toString();

    assertThat(Ran.pollard("init", file, "--data", data.toString(), "--network", "lenet-5").code())
        .isZero();
    assertThat(Path.of(file))
        .content()
        .contains(
            "dataset: {\"name\":\"idx\",\"path\":\"%s\",\"format\":\"idx\",\"validation\":1000}"
                .formatted(data))
        .contains("network: {\"name\":\"lenet-5\"}")
        .contains("# Every arm is run once for each of these seeds.");
    assertThat(Ran.pollard("init", file + "1", "--network", "my-net.onnx").code()).isZero();
    assertThat(Path.of(file + "1"))
        .content()
        .contains("network: {\"name\":\"onnx\",\"path\":\"my-net.onnx\"}");
    Ran unknown = Ran.pollard("init", file + "2", "--network", "lenet-6");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("lenet-6");
    assertThat(Path.of(file + "2")).doesNotExist();
  }

  @Test
  @Order(11)
  void everyCommandThatPrintsATablePrintsJsonToo() throws IOException {
    JsonNode run = json(pollard("run", file(), "--json"));
    assertThat(run.path("complete").booleanValue()).isTrue();
    assertThat(run.path("results").path(0).path("top1").isDouble()).isTrue();
    assertThat(run.path("steps_there_before").intValue()).isPositive();
    assertThat(json(pollard("compact", "--json")).path(0).path("files_after").isInt()).isTrue();
    JsonNode doctor = json(pollard("doctor", "--grace", "0", "--json"));
    assertThat(doctor.path("findings").isEmpty()).isTrue();
    assertThat(doctor.path("findings").isArray()).isTrue();
  }

  @Test
  @Order(12)
  void reportsOnTheExperiment() throws IOException {
    Path page = folder.resolve("report.html");

    Ran ran = pollard("report", "--file", file(), "--to", page.toString());

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo("Wrote %s: open it in a browser; it needs no network%n".formatted(page));
    assertThat(page).content().startsWith("<!doctype html>").contains("\"experiment\":\"small\"");
    assertThat(pollard("report", "--experiment", "nowhere").err())
        .startsWith(
            "Cannot report on experiment 'nowhere': nothing of it is committed (warehouse=");
  }

  private static JsonNode json(Ran ran) throws IOException {
    assertThat(ran.code()).as(ran.err()).isZero();
    return new ObjectMapper().readTree(ran.out());
  }

  private static String file() throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), EXPERIMENT).toString();
  }

  private static Ran pollard(String... args) {
    String[] all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--warehouse";
    all[args.length + 1] = folder.resolve("warehouse").toString();
    return Ran.pollard(all);
  }

  private static Warehouse warehouse() {
    return Warehouse.open(folder.resolve("warehouse").toString());
  }

  private static List<StepRow> rows() {
    return warehouse().rows(Tables.STEPS, "small");
  }

  private static StepRow ticket() {
    return rows().stream()
        .filter(row -> row.use().arm().equals("ticket") && row.use().level() == 1)
        .findFirst()
        .orElseThrow();
  }

  private static double top1(String stepId) {
    return warehouse().rows(Tables.RESULTS, "small").stream()
        .filter(row -> row.stepId().equals(stepId))
        .filter(row -> row.evaluation().split().equals("test"))
        .findFirst()
        .orElseThrow()
        .evaluation()
        .top1();
  }
}
