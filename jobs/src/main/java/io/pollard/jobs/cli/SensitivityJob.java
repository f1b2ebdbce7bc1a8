package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pollard.UserException;
import io.pollard.data.DatasetSpec;
import io.pollard.execute.Workshop;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.structure.Structure;
import io.pollard.sensitivity.Analysis;
import io.pollard.spec.Binder;
import io.pollard.spec.Fraction;
import io.pollard.store.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pollard sensitivity}: what does the network lose when one layer is pruned? */
@Command(
    name = "sensitivity",
    mixinStandardHelpOptions = true,
    description = {
      "Prunes one layer at a time, at several sparsities, without training, and evaluates: a table of",
      "accuracies, and for each layer the sparsity that a loss budget allows. Rows go to the table",
      "'sensitivity'; an analysis that is there already is not run again."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard sensitivity my-first.yaml",
      "  bin/pollard sensitivity --step 0e0b7b9f",
      "  bin/pollard sensitivity --network my-net.zip --dataset '{name: mnist, path: /data/mnist, format:"
          + " idx}'"
    })
public final class SensitivityJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "<file>",
      description =
          "An experiment file: every dense network that 'pollard train' made of it is analysed.")
  private Optional<String> file = Optional.empty();

  @Mixin private final StepOption step = new StepOption();

  @Option(
      names = "--network",
      paramLabel = "<zip>",
      description = "A network of your own, as DL4J's ModelSerializer writes it.")
  private Optional<String> zip = Optional.empty();

  @Option(
      names = "--dataset",
      paramLabel = "<yaml>",
      description =
          "The data set, as in an experiment file (default: what the step was trained with).")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--split",
      paramLabel = "<split>",
      description =
          "train, validation or test (default: validation; choosing sparsities by test examples"
              + " makes their accuracy too good).")
  private Analysis.Split split = Analysis.Split.VALIDATION;

  @Option(
      names = "--structure",
      paramLabel = "<structure>",
      description =
          "What is removed as one, as in an experiment file: weight, filter, neuron; may be repeated"
              + " (default: weight).")
  private List<String> structure = List.of("weight");

  @Option(
      names = "--scoring",
      paramLabel = "<rule>",
      description =
          "Which weights go first, as in an experiment file; may be repeated (default: magnitude).")
  private List<String> scoring = List.of("magnitude");

  @Option(
      names = "--sparsities",
      split = ",",
      paramLabel = "<share>",
      description = "Shares of a layer to remove (default: 0.1,0.2 ... 0.9).")
  private List<Double> sparsities = List.of();

  @Option(
      names = "--within",
      paramLabel = "<share>",
      description =
          "Stops a cell when its accuracy is known to within this; without it every cell sees every"
              + " example and is exact.")
  private Optional<Double> within = Optional.empty();

  @Option(
      names = "--confidence",
      paramLabel = "<share>",
      description = "With which probability an interval holds (default: ${DEFAULT-VALUE}).")
  private double confidence = 0.95;

  @Option(
      names = "--budget",
      paramLabel = "<share>",
      description =
          "Top-1 that pruning a layer may cost, for the suggestion (default: ${DEFAULT-VALUE}).")
  private double budget = 0.01;

  @Option(
      names = "--batch",
      paramLabel = "<examples>",
      description = "Examples computed at once (default: ${DEFAULT-VALUE}).")
  private int batch = 64;

  @Option(
      names = "--seed",
      paramLabel = "<number>",
      description = "Of rules that draw and of the order of examples (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--engine",
      paramLabel = "<name>",
      description = "What computes it (default: what trained it, or the fastest that can).")
  private Optional<String> engine = Optional.empty();

  @Option(
      names = "--experiment",
      paramLabel = "<name>",
      description = "Whose rows they become (default: the step's; of a zip, ${DEFAULT-VALUE}).")
  private String experiment = "sensitivity";

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  SensitivityJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(SensitivityJob::new, args);
  }

  @Override
  public Integer call() {
    if (!(budget >= 0.0 && budget <= 1.0)) {
      throw new UserException(
          "Cannot suggest sparsities: the budget is no share (--budget=%s); give one in [0, 1]"
              .formatted(budget));
    }
    SparkConf conf = Sessions.conf("pollard sensitivity", spark);
    ArrayNode reports = JsonNodeFactory.instance.arrayNode();
    for (Examined network : examined(conf)) {
      analyse(network, conf).ifPresent(reports::add);
    }
    if (json.isGiven()) {
      JsonOption.print(file.isPresent() ? reports : reports.get(0), terminal.out());
    }
    return ExitCode.DONE;
  }

  /** Analyses a network; prints how it went, or gives that for programs. */
  private Optional<JsonNode> analyse(Examined network, SparkConf conf) {
    Analysis analysis = analysis(network);
    SensitivityRun run =
        new SensitivityRun(
            warehouse.open(conf),
            network,
            analysis,
            conf,
            json.isGiven() ? terminal.quiet() : terminal);
    SensitivityReport report = new SensitivityReport(analysis, run.rows());
    if (json.isGiven()) {
      return Optional.of(report.json(budget));
    }
    report.print(budget, terminal.out());
    terminal
        .out()
        .printf(
            "Rows: table sensitivity of %s, step_id %s (%s)%n",
            warehouse.root(), analysis.id(), run.account());
    return Optional.empty();
  }

  private List<Examined> examined(SparkConf conf) {
    long given =
        Stream.of(file.isPresent(), step.isGiven(), zip.isPresent()).filter(g -> g).count();
    if (given != 1) {
      throw new UserException(
          "Cannot analyse: %s; give an experiment file, --step or --network"
              .formatted(given == 0 ? "no network is given" : "there are two networks"));
    }
    Optional<DatasetSpec> data =
        dataset.map(text -> Binder.read(text, DatasetSpec.class, "the data set of --dataset"));
    Workshop workshop = ExecutorLocal.workshop(conf);
    if (zip.isPresent()) {
      return List.of(
          Examined.ofFile(
              zip.get(),
              data.orElseThrow(
                  () ->
                      new UserException(
                          "Cannot analyse %s: no data set is given; say which with --dataset '{name: ..., path: ..., format: ...}'"
                              .formatted(zip.get()))),
              experiment,
              workshop));
    }
    Warehouse tables = warehouse.existing("analyse a step of", conf);
    if (step.isGiven()) {
      return List.of(Examined.ofStep(tables, step.find(tables), data, workshop));
    }
    Prepared prepared = Prepared.of(ExperimentFile.read(file.orElseThrow(), conf), warehouse, conf);
    String name = prepared.plan().experiment();
    return DenseNetworks.committed(prepared).stream()
        .map(row -> Examined.ofStep(tables, name, row, data, workshop))
        .toList();
  }

  private Analysis analysis(Examined examined) {
    List<Structure> structures = new ArrayList<>();
    structure.forEach(text -> structures.add(Binder.read(text, Structure.class, "--structure")));
    List<ScoringRule> rules = new ArrayList<>();
    scoring.forEach(text -> rules.add(Binder.read(text, ScoringRule.class, "--scoring")));
    Optional<Analysis.Sampling> sampling =
        within.map(width -> checked(() -> new Analysis.Sampling(confidence, width)));
    return checked(
        () ->
            examined.analysis(
                split,
                structures,
                rules,
                sparsities.isEmpty()
                    ? Analysis.grid(9)
                    : sparsities.stream().map(Fraction::new).toList(),
                batch,
                seed,
                sampling,
                engine));
  }

  /** Settings that come from options are checked where the records are made. */
  private static <T> T checked(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "Cannot analyse: %s; 'pollard sensitivity --help' says what each option takes"
              .formatted(e.getMessage()),
          e);
    }
  }
}
