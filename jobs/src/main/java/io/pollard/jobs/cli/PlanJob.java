package io.pollard.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.plan.Facts;
import io.pollard.plan.Step;
import io.pollard.store.Use;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pollard plan}: what a run would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Shows what running an experiment would do: steps to run, steps that are there already,"
            + " steps that arms share, and how long it may take. Runs nothing.",
    footer = {
      "",
      "Examples:",
      "  bin/pollard plan my-first.yaml",
      "  bin/pollard plan my-first.yaml --json"
    })
public final class PlanJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "<file>", description = "The experiment file.")
  private String file = "";

  @Option(names = "--json", description = "Prints JSON, with every step.")
  private boolean json;

  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  PlanJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(PlanJob::new, args);
  }

  @Override
  public Integer call() throws JsonProcessingException {
    SparkConf conf = Sessions.conf("pollard plan", spark);
    Prepared prepared = Prepared.of(ExperimentFile.read(file, conf), warehouse, conf);
    PlanOverview overview = new PlanOverview(prepared.plan().steps(), prepared.standing().done());
    OptionalDouble pace =
        Pace.secondsPerIteration(prepared.warehouse(), prepared.plan().steps().get(0));
    if (json) {
      terminal.out().println(json(prepared, overview, pace));
    } else {
      print(prepared, overview, pace, Sessions.localCores(conf));
    }
    return ExitCode.DONE;
  }

  private void print(
      Prepared prepared, PlanOverview overview, OptionalDouble pace, int localCores) {
    PrintWriter out = terminal.out();
    Facts facts = prepared.facts();
    out.println(
        "%s: network %s on %s (%d training examples), engine %s, replicates %s"
            .formatted(
                prepared.plan().experiment(),
                prepared.experiment().network().title(),
                prepared.experiment().dataset().name(),
                facts.trainSize(),
                facts.engine(),
                prepared.experiment().replicates()));
    out.println();
    TextTable table =
        new TextTable("arm", "steps", "there", "shared", "to run", "iterations", "core time");
    for (PlanOverview.ArmSteps arm : overview.arms()) {
      table.row(
          arm.arm(),
          Integer.toString(arm.total()),
          Integer.toString(arm.there()),
          arm.sharing(),
          Integer.toString(arm.toRun()),
          Long.toString(arm.iterations()),
          pace.isPresent() ? time(arm.iterations(), pace.getAsDouble()) : "-");
    }
    table.print(out);
    out.println();
    out.println(
        "%d of %d steps to run, %d iterations; %s"
            .formatted(
                overview.toRun(),
                overview.steps().size(),
                overview.iterations(),
                estimate(overview, pace, localCores)));
  }

  private static String estimate(PlanOverview overview, OptionalDouble pace, int localCores) {
    if (overview.toRun() == 0) {
      return "nothing to do";
    }
    if (pace.isEmpty()) {
      return "no time known: this network has not been trained into this warehouse yet";
    }
    long inTurn = Math.max(overview.longestChain(), overview.iterations() / localCores);
    return "about %s on the %d cores here".formatted(time(inTurn, pace.getAsDouble()), localCores);
  }

  private static String time(long iterations, double secondsPerIteration) {
    return Spans.of(Duration.ofMillis(Math.round(1000 * iterations * secondsPerIteration)));
  }

  private static String json(Prepared prepared, PlanOverview overview, OptionalDouble pace)
      throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    Facts facts = prepared.facts();
    root.put("experiment", prepared.plan().experiment())
        .put("dataset", prepared.experiment().dataset().name())
        .put("data_fingerprint", facts.dataFingerprint())
        .put("network", prepared.experiment().network().title())
        .put("engine", facts.engine())
        .put("arithmetic", facts.arithmetic())
        .put("steps_to_run", overview.toRun())
        .put("iterations_to_run", overview.iterations())
        .put("iterations_in_turn", overview.longestChain());
    pace.ifPresent(seconds -> root.put("seconds_per_iteration", seconds));
    ArrayNode arms = root.putArray("arms");
    for (PlanOverview.ArmSteps arm : overview.arms()) {
      ObjectNode node = arms.addObject();
      node.put("arm", arm.arm()).put("steps", arm.total()).put("there", arm.there());
      ObjectNode shared = node.putObject("shared");
      arm.shared().forEach(shared::put);
      node.put("to_run", arm.toRun()).put("iterations", arm.iterations());
    }
    ArrayNode steps = root.putArray("steps");
    for (Step step : overview.steps()) {
      ObjectNode node = steps.addObject();
      node.put("step_id", step.id()).put("kind", step.kind()).put("there", overview.isDone(step));
      node.put("iterations", step.iterations());
      ArrayNode parents = node.putArray("parents");
      step.parents().forEach(parent -> parents.add(parent.id()));
      ArrayNode uses = node.putArray("uses");
      for (Use use : step.uses()) {
        uses.addObject()
            .put("arm", use.arm())
            .put("replicate", use.replicate())
            .put("level", use.level());
      }
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }
}
