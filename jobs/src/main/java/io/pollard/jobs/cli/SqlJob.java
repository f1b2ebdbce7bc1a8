package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.spec.TextFile;
import io.pollard.udfs.Views;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pollard sql}: asks the tables. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a query of Spark SQL over the tables and prints its rows.",
      "The views are steps, results, history, layers, sensitivity, scores, latency, checkpoints and"
          + " failures; 'describe results' lists columns. docs/functions.md has the functions, 'show functions like 'pollard*''"
          + " lists them."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard sql \"select arm, level, avg(top1) from results group by arm, level\"",
      "  bin/pollard sql -f query.sql --format csv > rows.csv"
    })
public final class SqlJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "<query>", description = "The query.")
  private Optional<String> query = Optional.empty();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "<file>",
      description = "A file with the query, in place of <query>.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "<format>",
      description = "table, csv or json (default: table). Only table is cut and rounded.")
  private ResultFormat format = ResultFormat.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "<rows>",
      description = "The most rows that a table shows (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  SqlJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(SqlJob::new, args);
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new UserException(
          "Cannot print rows: the limit is too low (--limit=%d); give at least 1".formatted(limit));
    }
    String text = text();
    SparkConf conf = Sessions.conf("pollard sql", spark);
    String root = warehouse.existing("query", conf).location();
    conf.set(Views.WAREHOUSE, root);
    try (SparkSession session = Sessions.open(conf)) {
      Views.register(session, root);
      Queries.run(session, text, rows -> new RowPrinter(rows, terminal.out()).print(format, limit));
    }
    return ExitCode.DONE;
  }

  private String text() {
    if (query.isPresent() == file.isPresent()) {
      throw new UserException(
          "Cannot run a query: %s; give it as an argument or with --file"
              .formatted(query.isPresent() ? "there are two" : "there is none"));
    }
    String text = query.or(() -> file.map(path -> TextFile.read(path, "query"))).orElseThrow();
    return text.strip().replaceFirst(";\\z", "");
  }
}
