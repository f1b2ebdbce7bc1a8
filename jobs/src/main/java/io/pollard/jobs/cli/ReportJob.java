package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.jobs.report.Report;
import io.pollard.udfs.Views;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard report}: the results to look at. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes the results of an experiment as one HTML file that needs nothing else: curves,"
            + " controls, layers, Pareto front, run time, failures, and the numbers behind each.",
    footer = {
      "",
      "Examples:",
      "  bin/pollard report --experiment quickstart --file conf/experiments/quickstart.yaml",
      "  bin/pollard report --experiment mine --split validation --to mine.html"
    })
public final class ReportJob implements Callable<Integer> {
  /** Whose results count. */
  enum Split {
    VALIDATION,
    TEST
  }

  private final Terminal terminal;

  @Option(
      names = "--experiment",
      paramLabel = "<name>",
      description = "Which experiment; may be left out if the warehouse has one, or with --file.")
  private Optional<String> experiment = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "<file>",
      description = "The experiment file, to be shown in the report.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--split",
      paramLabel = "<split>",
      description = "validation or test (default: test).")
  private Split split = Split.TEST;

  @Option(
      names = "--to",
      paramLabel = "<file>",
      description =
          "What to write, here, to hdfs:// or to s3a:// (default: ${DEFAULT-VALUE}); replaced if it is"
              + " there.")
  private String target = "report.html";

  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  ReportJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(ReportJob::new, args);
  }

  @Override
  public Integer call() {
    SparkConf conf = Sessions.conf("pollard report", spark);
    Optional<String> text = file.map(path -> ExperimentFile.text(path, conf));
    Optional<String> inFile = file.map(path -> ExperimentFile.read(path, conf).experiment());
    io.pollard.store.Warehouse tables = warehouse.existing("report on", conf);
    String name = chosen(tables.experiments(), inFile);
    conf.set(Views.WAREHOUSE, tables.location());
    Sessions.forFewRows(conf);
    String html;
    try (SparkSession session = Sessions.open(conf)) {
      html = new Report(session, name, split.name().toLowerCase(Locale.ROOT), text).html();
    }
    OutputFile.write(
        target, conf, "report", out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    terminal.out().println("Wrote %s: open it in a browser; it needs no network".formatted(target));
    return ExitCode.DONE;
  }

  private String chosen(List<String> there, Optional<String> inFile) {
    if (experiment.isPresent() && inFile.isPresent() && !experiment.equals(inFile)) {
      throw new UserException(
          "Cannot report on experiment '%s': the file is of another (--file=%s, experiment=%s); leave one out"
              .formatted(experiment.get(), file.orElseThrow(), inFile.get()));
    }
    Optional<String> wanted = experiment.or(() -> inFile);
    if (wanted.isEmpty() && there.size() == 1) {
      return there.get(0);
    }
    return wanted
        .filter(there::contains)
        .orElseThrow(
            () ->
                new UserException(
                    "Cannot report on %s (warehouse=%s); name one of %s with --experiment"
                        .formatted(
                            wanted
                                .map("experiment '%s': nothing of it is committed"::formatted)
                                .orElse("the warehouse: it has several experiments"),
                            warehouse.root(),
                            String.join(", ", there))));
  }
}
