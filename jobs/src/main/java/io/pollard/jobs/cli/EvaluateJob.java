package io.pollard.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.UserException;
import io.pollard.data.Dataset;
import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.execute.Workshop;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.measure.Accuracy;
import io.pollard.measure.Evaluator;
import io.pollard.measure.latency.Stopwatch;
import io.pollard.network.NetworkCounts;
import io.pollard.sensitivity.Analysis;
import io.pollard.store.StepRow;
import io.pollard.store.Warehouse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard evaluate}: how good is a network? */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates the network that a step left, or one from a file, on one split of a data set.",
      "A step's data set is the one it was trained with, unless --dataset names another."
    },
    footer = {"", "Example:", "  bin/pollard evaluate --step 0e0b7b9f --split validation"})
public final class EvaluateJob implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--split",
      paramLabel = "<split>",
      description = "train, validation or test (default: test).")
  private Analysis.Split split = Analysis.Split.TEST;

  @Option(
      names = "--engine",
      paramLabel = "<name>",
      description = "What computes it (default: what trained it, or the fastest that can).")
  private Optional<String> engine = Optional.empty();

  @Option(
      names = "--latency",
      description = {
        "Times inference too: batches of 1 and 64 on one thread, in DL4J, the compiled engine and, where"
            + " its jar is on the class path (POLLARD_JARS), ONNX Runtime.",
        "A step's times go into table latency. Of a step that was pruned to a latency, what is left is timed"
            + " physically smaller too, beside what was asked for and predicted."
      })
  private boolean latency;

  @Option(
      names = "--against",
      paramLabel = "<file>",
      description =
          "With --latency: a network to time beside it (DL4J zip, ONNX, HDF5), such as the dense"
              + " one.")
  private Optional<String> against = Optional.empty();

  @Option(
      names = "--latency-seconds",
      paramLabel = "<seconds>",
      description = "How long each network is timed at least (default: ${DEFAULT-VALUE}).")
  private double seconds = 2.0;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  EvaluateJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(EvaluateJob::new, args);
  }

  @Override
  public Integer call() throws JsonProcessingException {
    Evaluable evaluable = evaluable();
    Accuracy accuracy = evaluate(evaluable, evaluable.samples(split, "evaluate"));
    ObjectNode result = result(evaluable, accuracy);
    Optional<LatencyReport> times = latency(evaluable);
    if (json) {
      times.ifPresent(report -> report.write(result));
      terminal
          .out()
          .println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
    } else {
      TextTable table = new TextTable("what", "value");
      result
          .properties()
          .forEach(
              entry ->
                  table.row(
                      entry.getKey(),
                      entry.getValue().isDouble()
                          ? Cell.rounded(entry.getValue().doubleValue())
                          : entry.getValue().asText()));
      table.print(terminal.out());
      times.ifPresent(report -> report.print(terminal.out()));
    }
    return ExitCode.DONE;
  }

  private Optional<LatencyReport> latency(Evaluable evaluable) {
    if (!latency && against.isPresent()) {
      throw new UserException(
          "Cannot time a network beside another: --against is given without --latency; add it");
    }
    if (!(seconds >= 0.0 && seconds <= 600.0)) {
      throw new UserException(
          "Cannot time a network: seconds lie in [0, 600] (--latency-seconds=%s); choose among them"
              .formatted(seconds));
    }
    if (!latency) {
      return Optional.empty();
    }
    Optional<Evaluable> other = against.map(path -> Evaluable.ofFile(path, evaluable.dataset()));
    Stopwatch watch = new Stopwatch(seconds);
    LatencyReport report = LatencyReport.of(evaluable, other, watch);
    if (network.isStep("evaluate")) {
      Warehouse tables = warehouse.open(conf());
      StepRow row = network.step("evaluate", warehouse, conf());
      String experiment =
          tables.committedAnywhere(List.of(row.stepId())).getOrDefault(row.stepId(), "");
      tables.time(experiment, report.rows(row, Instant.now()));
      report.compareWithPrediction(row, watch);
    }
    return Optional.of(report);
  }

  private SparkConf conf() {
    return Sessions.conf("pollard evaluate", spark);
  }

  private Evaluable evaluable() {
    SparkConf conf = conf();
    Workshop workshop = ExecutorLocal.workshop(conf);
    if (network.isStep("evaluate")) {
      StepRow row = network.step("evaluate", warehouse, conf);
      return Evaluable.ofStep(warehouse.open(conf), row, network.dataset(), workshop);
    }
    Dataset dataset = workshop.dataset(network.requiredDataset("evaluate"));
    return Evaluable.ofFile(network.file().orElseThrow(), dataset);
  }

  private Accuracy evaluate(Evaluable evaluable, Samples samples) {
    Engine chosen = evaluable.engine(engine, "evaluate");
    try (CompiledNetwork compiled = chosen.compile(evaluable.network(), evaluable.batchSize())) {
      compiled.parameters(evaluable.parameters());
      return new Evaluator(compiled).evaluate(samples);
    }
  }

  private ObjectNode result(Evaluable evaluable, Accuracy accuracy) {
    NetworkCounts counts = NetworkCounts.of(evaluable.network(), evaluable.mask());
    ObjectNode result = new ObjectMapper().createObjectNode();
    result
        .put("source", evaluable.source())
        .put("network", evaluable.network().name())
        .put("dataset", evaluable.dataset().name())
        .put("split", split.label())
        .put("samples", accuracy.samples())
        .put("top1", accuracy.top1Share());
    if (evaluable.network().classes() > 5) {
      result.put("top5", accuracy.top5Share());
    }
    return result
        .put("loss", accuracy.loss())
        .put("params_total", counts.params())
        .put("params_nonzero", counts.nonzero())
        .put("compression_ratio", counts.compressionRatio())
        .put("macs_dense", counts.macs())
        .put("macs_effective", counts.macsEffective())
        .put("theoretical_speedup", counts.theoreticalSpeedup());
  }
}
