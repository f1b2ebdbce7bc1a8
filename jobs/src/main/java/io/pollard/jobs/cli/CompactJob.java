package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pollard.UserException;
import io.pollard.store.Compaction;
import io.pollard.store.Compactor;
import io.pollard.store.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard compact}: few files instead of many. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description =
        "Rewrites the many small files of the tables into few, without changing what a reader sees."
            + " May run while experiments do.",
    footer = {
      "",
      "Examples:",
      "  bin/pollard compact",
      "  bin/pollard compact --experiment mine --json"
    })
public final class CompactJob implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--experiment",
      paramLabel = "<name>",
      description = "Only this experiment; may be repeated. Without it, all.")
  private List<String> experiments = new ArrayList<>();

  @Option(
      names = "--file",
      paramLabel = "<file>",
      description = "Only the experiment of this file.")
  private Optional<String> file = Optional.empty();

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  CompactJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(CompactJob::new, args);
  }

  @Override
  public Integer call() {
    SparkConf conf = Sessions.conf("pollard compact", spark);
    Warehouse tables = warehouse.existing("compact", conf);
    TextTable done = new TextTable("experiment", "table", "files before", "files after");
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (String experiment : chosen(tables, conf)) {
      for (Compaction each : new Compactor(tables).compact(experiment)) {
        rows.addObject()
            .put("experiment", each.experiment())
            .put("table", each.table())
            .put("files_before", each.filesBefore())
            .put("files_after", each.filesAfter());
        done.row(
            each.experiment(),
            each.table(),
            Integer.toString(each.filesBefore()),
            Integer.toString(each.filesAfter()));
      }
    }
    if (json.isGiven()) {
      JsonOption.print(rows, terminal.out());
    } else {
      done.print(terminal.out());
    }
    return ExitCode.DONE;
  }

  private List<String> chosen(Warehouse tables, SparkConf conf) {
    List<String> there = tables.experiments();
    List<String> names = new ArrayList<>(experiments);
    file.ifPresent(path -> names.add(ExperimentFile.read(path, conf).experiment()));
    for (String name : names) {
      if (!there.contains(name)) {
        throw new UserException(
            "Cannot compact experiment '%s': nothing of it is committed (warehouse=%s); there are %s"
                .formatted(name, warehouse.root(), String.join(", ", there)));
      }
    }
    return names.isEmpty() ? there : names;
  }
}
