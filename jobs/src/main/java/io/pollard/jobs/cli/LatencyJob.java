package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.UserException;
import io.pollard.data.Dataset;
import io.pollard.data.Datasets;
import io.pollard.engine.Engines;
import io.pollard.execute.LatencySurvey;
import io.pollard.jobs.cluster.HadoopSettings;
import io.pollard.measure.latency.InferenceRuntime;
import io.pollard.measure.latency.InferenceRuntimes;
import io.pollard.network.InitialParameters;
import io.pollard.network.Network;
import io.pollard.plan.Arm;
import io.pollard.plan.Experiment;
import io.pollard.plan.Pruning;
import io.pollard.prune.selection.LatencyTable;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Channels;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Neuron;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Binder;
import io.pollard.spec.Fraction;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pollard latency}: how long does each layer take, at how many channels? */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = {
      "Times the layers of an experiment's network on one thread, with all layers at the same share of",
      "their channels, and prints the table that 'scheduling: {one-shot: {latencySpeedups: [2]}}' goes",
      "by. Trains nothing. The table is a part of the experiment file: steps ask no clock."
    },
    footer = {"", "Example:", "  bin/pollard latency my-first.yaml --batch 1"})
public final class LatencyJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "<file>", description = "The experiment file.")
  private String file = "";

  @Option(
      names = "--structure",
      paramLabel = "<structure>",
      description =
          "What is taken out, as in an experiment file: filter or neuron (default: that of the"
              + " first arm that takes channels out; else filter if there are any).")
  private Optional<String> structure = Optional.empty();

  @Option(
      names = "--runtime",
      paramLabel = "<name>",
      description =
          "onednn, or onnxruntime where its jar is on the class path (POLLARD_JARS) (default: the"
              + " fastest engine that can).")
  private Optional<String> runtime = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "<examples>",
      description = "Examples at once (default: ${DEFAULT-VALUE}).")
  private int batch = 64;

  @Option(
      names = "--widths",
      paramLabel = "<count>",
      description = "Shares of the channels: 1/n, 2/n ... 1 (default: ${DEFAULT-VALUE}).")
  private int widths = 8;

  @Option(
      names = "--runs",
      paramLabel = "<count>",
      description = "Runs of each width that count (default: ${DEFAULT-VALUE}).")
  private int runs = 30;

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  LatencyJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(LatencyJob::new, args);
  }

  @Override
  public Integer call() {
    requirePositive("--batch", batch);
    requirePositive("--widths", widths);
    requirePositive("--runs", runs);
    SparkConf conf = Sessions.conf("pollard latency", spark);
    Experiment experiment = ExperimentFile.read(file, conf);
    Dataset dataset = Datasets.load(experiment.dataset(), HadoopSettings.of(conf));
    Network network = experiment.network().build(dataset.shape(), dataset.classes().size());
    LatencyTable table =
        LatencySurvey.measure(
            runtime(network),
            network,
            InitialParameters.draw(network, experiment.network().initialization(), 0),
            structure(experiment, network).groups(network),
            batch,
            IntStream.rangeClosed(1, widths)
                .mapToObj(i -> new Fraction((double) i / widths))
                .toList(),
            runs);
    if (json.isGiven()) {
      JsonOption.print(json(table), terminal.out());
    } else {
      print(table);
    }
    return ExitCode.DONE;
  }

  private static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new UserException(
          "Cannot time a network: a number of at least 1 is needed (%s=%d); choose another"
              .formatted(option, value));
    }
  }

  private InferenceRuntime runtime(Network network) {
    String name = runtime.orElseGet(() -> Engines.preferred(network).name());
    List<InferenceRuntime> all = InferenceRuntimes.all();
    return all.stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "Cannot time a network: there is no such runtime (--runtime=%s); choose one of %s"
                        .formatted(name, all.stream().map(InferenceRuntime::name).toList())));
  }

  private Structure structure(Experiment experiment, Network network) {
    if (structure.isPresent()) {
      return Binder.read(structure.get(), Structure.class, "the structure of --structure");
    }
    Stream<Structure> ofArms =
        experiment.arms().stream()
            .map(Arm::prune)
            .flatMap(Optional::stream)
            .map(Pruning::structure);
    return Stream.concat(ofArms, Stream.of(new Filter(), new Neuron()))
        .filter(s -> takesChannelsOut(s, network))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "Cannot time %s: it has no channels that could be taken out; choose another network"
                        .formatted(network.name())));
  }

  private static boolean takesChannelsOut(Structure structure, Network network) {
    List<Block> blocks = structure.groups(network).blocks();
    return !blocks.isEmpty() && blocks.stream().allMatch(Channels.class::isInstance);
  }

  /** The table by the names that an experiment file gives it; times in milliseconds. */
  private static ObjectNode json(LatencyTable table) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("runtime", table.runtime()).put("batch", table.batch());
    ArrayNode widths = node.putArray("widths");
    table.widths().forEach(width -> widths.add(width.value()));
    ObjectNode layers = node.putObject("layers");
    table
        .layers()
        .forEach(
            (layer, times) -> {
              ArrayNode row = layers.putArray(layer);
              times.forEach(row::add);
            });
    return node;
  }

  private void print(LatencyTable table) {
    PrintWriter out = terminal.out();
    out.printf("latencyTable:%n  runtime: \"%s\"%n", table.runtime());
    out.printf("  batch: %d%n", table.batch());
    out.printf(
        "  widths: [%s]%n",
        table.widths().stream()
            .map(width -> Double.toString(width.value()))
            .collect(Collectors.joining(", ")));
    out.println("  layers:");
    table.layers().forEach((layer, times) -> out.printf("    \"%s\": [%s]%n", layer, texts(times)));
  }

  private static String texts(List<Double> times) {
    return times.stream()
        .map(time -> String.format(Locale.ROOT, "%.6f", time))
        .collect(Collectors.joining(", "));
  }
}
