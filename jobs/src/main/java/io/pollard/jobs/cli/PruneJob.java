package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.UserException;
import io.pollard.network.dl4j.Dl4jZipWriter;
import io.pollard.prune.repair.Repair;
import io.pollard.prune.selection.Amount;
import io.pollard.spec.Binder;
import io.pollard.store.Checkpoint;
import io.pollard.store.Warehouse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard prune}: prunes a network once. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Prunes what a step left, or a network in a file, once and without training, by any rule, structure and",
      "selection, and evaluates it. The pruned network is committed as a step of its own; what is",
      "there already is not done again."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard prune --step 0e0b7b9f --scoring magnitude --sparsity 0.9",
      "  bin/pollard prune --step 0e0b7b9f --scoring magnitude --compression 10 --to small.zip",
      "  bin/pollard prune --step 0e0b7b9f --structure filter --scoring filter-norm --speedup 2 --repair least-squares"
    })
public final class PruneJob implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final NetworkOptions network = new NetworkOptions();
  @Mixin private final MethodOptions method = new MethodOptions();

  @Option(
      names = "--repair",
      paramLabel = "<repair>",
      description =
          "How the rest makes up for channels that go, as in an experiment file: neuron-merging, '{least-squares: {examples: 1000}}' (default: ${DEFAULT-VALUE}).")
  private String repair = "none";

  @Option(
      names = "--sparsity",
      paramLabel = "<share>",
      description = "Share of all groups that is to be gone; this, --compression or --speedup.")
  private Optional<Double> sparsity = Optional.empty();

  @Option(
      names = "--compression",
      paramLabel = "<ratio>",
      description = "All parameters over those that are to be left; this, --sparsity or --speedup.")
  private Optional<Double> compression = Optional.empty();

  @Option(
      names = "--speedup",
      paramLabel = "<ratio>",
      description =
          "All multiply-accumulates over those that are to be left; this, --sparsity or --compression.")
  private Optional<Double> speedup = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "<file>",
      description = "Also writes the pruned network as a DL4J zip; replaced if it is there.")
  private Optional<Path> target = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "<number>",
      description =
          "Of rules that draw and of the order of examples, for a file; a step has its own (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--experiment",
      paramLabel = "<name>",
      description = "Whose rows they become (default: ${DEFAULT-VALUE}).")
  private String experiment = "prune";

  @Option(
      names = "--arm",
      paramLabel = "<name>",
      description = "Name of the arm in the tables (default: ${DEFAULT-VALUE}).")
  private String arm = "one-shot";

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  PruneJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(PruneJob::new, args);
  }

  @Override
  public Integer call() {
    SparkConf conf = Sessions.conf("pollard prune", spark);
    PruneRun.Choices choices =
        new PruneRun.Choices(
            method.structure(),
            method.scoring(),
            method.selection(),
            Binder.read(repair, Repair.class, "--repair"),
            amount());
    Warehouse tables = warehouse.open(conf);
    PruneRun run = new PruneRun(tables, warehouse.root(), conf, experiment, arm);
    PruneRun.Done done =
        network.isStep("prune")
            ? run.step(network.step("prune", warehouse, conf), network.dataset(), choices)
            : run.file(
                network.file().orElseThrow(), network.requiredDataset("prune"), seed, choices);
    done.failure().ifPresent(failure -> terminal.err().println(failure.message()));
    if (done.failure().isPresent()) {
      return ExitCode.of(done.failure().get());
    }
    target.ifPresent(file -> export(tables.checkpoint(done.pruned()), file));
    PruneReport report = new PruneReport(tables, experiment, done);
    if (json.isGiven()) {
      ObjectNode result =
          JsonNodeFactory.instance
              .objectNode()
              .put("step_id", done.pruned())
              .put("source_step_id", done.source());
      result.set("networks", report.json());
      JsonOption.print(result, terminal.out());
      return ExitCode.DONE;
    }
    report.print(terminal.out());
    target.ifPresent(file -> terminal.out().println("Wrote " + file));
    terminal
        .out()
        .printf(
            "Rows: tables results, layers, scores of %s, step_id %s%n",
            warehouse.root(), done.pruned());
    return ExitCode.DONE;
  }

  private static void export(Checkpoint checkpoint, Path file) {
    float[] parameters = checkpoint.state().parameters().clone();
    checkpoint.mask().ifPresent(mask -> mask.apply(parameters));
    NetworkOutput.write(
        file,
        out ->
            Dl4jZipWriter.write(
                checkpoint.network(),
                checkpoint.configuration(),
                checkpoint.layout(),
                parameters,
                out));
  }

  private Amount amount() {
    long given = Stream.of(sparsity, compression, speedup).filter(Optional::isPresent).count();
    if (given != 1) {
      throw new UserException(
          "Cannot prune: %s; give one of --sparsity, --compression and --speedup"
              .formatted(given == 0 ? "no amount is given" : given + " amounts are given"));
    }
    if (sparsity.isPresent()) {
      return new Amount.Sparsity(Options.share("--sparsity", sparsity.get()));
    }
    return compression.isPresent()
        ? new Amount.Compression(ratio("--compression", compression.get()))
        : new Amount.Speedup(ratio("--speedup", speedup.orElseThrow()));
  }

  private static double ratio(String option, double ratio) {
    if (!(ratio >= 1.0)) {
      throw new UserException(
          "Cannot prune: a ratio of before to after is at least 1 (%s=%s); give another"
              .formatted(option, ratio));
    }
    return ratio;
  }
}
