package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.UserException;
import io.pollard.data.DatasetSpec;
import io.pollard.store.ScoreSummary;
import io.pollard.store.Warehouse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard score}: what do the scores of a network look like? */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Scores what a step left, or a network in a file, by any rule: how the scores of each layer are spread,",
      "and with --sparsity where they would be cut. Rules that need data are summed up over the",
      "cluster. Rows go to the table 'scores'; scores that are there already are not worked out again."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard score --step 0e0b7b9f --scoring magnitude",
      "  bin/pollard score --step 0e0b7b9f --scoring magnitude --sparsity 0.9"
    })
public final class ScoreJob implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final NetworkOptions network = new NetworkOptions();
  @Mixin private final MethodOptions method = new MethodOptions();

  @Option(
      names = "--sparsity",
      paramLabel = "<share>",
      description = "Tells where the scores are cut if this share goes.")
  private Optional<Double> sparsity = Optional.empty();

  @Option(
      names = "--stream",
      description =
          "Reads the step's checkpoint part by part on the cluster, never as a whole: for networks"
              + " that no process holds. Rules that look at single weights only.")
  private boolean stream;

  @Option(
      names = "--partitions",
      paramLabel = "<number>",
      description =
          "Tasks that share the data (default: as many as run at once). Changes no result.")
  private Optional<Integer> partitions = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "<number>",
      description = "Of rules that draw and of the order of examples (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--experiment",
      paramLabel = "<name>",
      description = "Whose rows they become (default: the step's; of a file, ${DEFAULT-VALUE}).")
  private String experiment = "score";

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  ScoreJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(ScoreJob::new, args);
  }

  @Override
  public Integer call() {
    if (partitions.isPresent() && partitions.get() < 1) {
      throw new UserException(
          "Cannot score: a number of tasks is at least 1 (--partitions=%d); give another"
              .formatted(partitions.get()));
    }
    SparkConf conf = Sessions.conf("pollard score", spark);
    Warehouse tables = warehouse.open(conf);
    ScoreRun.Choices choices =
        new ScoreRun.Choices(
            method.structure(),
            method.scoring(),
            method.selection(),
            sparsity.map(share -> Options.share("--sparsity", share)),
            seed);
    ScoreRun run = new ScoreRun(tables, warehouse.root(), conf, partitions);
    Optional<DatasetSpec> data = network.dataset();
    List<ScoreSummary> rows =
        stream
            ? run.streamed(network.step("score", warehouse, conf), choices)
            : run.whole(network.examined("score", warehouse, conf, experiment, data), choices);
    if (json.isGiven()) {
      ObjectNode result = JsonNodeFactory.instance.objectNode().put("step_id", run.stepId());
      result.set("layers", ScoreReport.json(rows));
      JsonOption.print(result, terminal.out());
    } else {
      ScoreReport.print(rows, terminal.out());
      terminal
          .out()
          .printf(
              "Rows: table scores of %s, step_id %s (%s)%n",
              warehouse.root(), run.stepId(), run.account());
    }
    return ExitCode.DONE;
  }
}
