package io.pollard.jobs.cli;

import io.pollard.data.Dataset;
import io.pollard.execute.Host;
import io.pollard.execute.Scoring;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.jobs.cluster.SparkExaminer;
import io.pollard.sensitivity.Analysis;
import io.pollard.sensitivity.Cell;
import io.pollard.sensitivity.Choices;
import io.pollard.sensitivity.Grid;
import io.pollard.sensitivity.Specimen;
import io.pollard.sensitivity.Survey;
import io.pollard.spec.Canonical;
import io.pollard.store.Run;
import io.pollard.store.SensitivityCell;
import io.pollard.store.SensitivityRow;
import io.pollard.store.StepCommit;
import io.pollard.store.StepIdentity;
import io.pollard.store.Tables;
import io.pollard.store.Timing;
import io.pollard.store.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Runs an analysis unless its rows are there, and commits it. */
final class SensitivityRun {
  private final Warehouse warehouse;
  private final Examined examined;
  private final Analysis analysis;
  private final SparkConf conf;
  private final Terminal terminal;
  private String account = "there before";

  SensitivityRun(
      Warehouse warehouse,
      Examined examined,
      Analysis analysis,
      SparkConf conf,
      Terminal terminal) {
    this.warehouse = warehouse;
    this.examined = examined;
    this.analysis = analysis;
    this.conf = conf;
    this.terminal = terminal;
  }

  /** What the last {@link #rows} did, for people. */
  String account() {
    return account;
  }

  /** The rows, in the order of the grid. */
  List<SensitivityCell> rows() {
    String id = analysis.id();
    Optional<String> owner = Optional.ofNullable(warehouse.committedAnywhere(List.of(id)).get(id));
    if (owner.isEmpty()) {
      return run();
    }
    warehouse.reuse(
        examined.experiment(),
        owner.get(),
        Map.of(id, List.of(examined.use())),
        Host.run(1, Instant.now()));
    return warehouse.rows(Tables.SENSITIVITY, examined.experiment(), Set.of(id)).stream()
        .map(SensitivityRow::cell)
        .toList();
  }

  private List<SensitivityCell> run() {
    Run who = Host.run(1, Instant.now());
    long began = System.nanoTime();
    List<Cell.Choice> choices = choices();
    Grid grid = Grid.of(examined.evaluable().network(), choices);
    Specimen specimen =
        Specimen.of(analysis.id(), grid.network(), examined.evaluable().parameters(), choices);
    int examples = analysis.split().of(examined.evaluable().dataset()).size();
    Survey.Findings findings;
    try (SparkSession session = Sessions.open(conf);
        SparkExaminer examiner =
            new SparkExaminer(
                JavaSparkContext.fromSparkContext(session.sparkContext()), analysis, specimen);
        WorkLine line =
            new WorkLine(terminal, examiner::done, (grid.cells().size() + 1L) * examples)) {
      line.begins();
      Survey survey = new Survey(grid, examples, analysis.batchSize(), examiner);
      findings =
          analysis
              .sampling()
              .map(sampling -> survey.sampled(sampling, analysis.seed()))
              .orElseGet(survey::exact);
    }
    List<SensitivityCell> rows = Analysed.rows(analysis, grid, findings, examples);
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    warehouse.commit(
        new StepCommit(
            examined.experiment(),
            new StepIdentity(
                analysis.id(),
                examined.parents(),
                Analysis.KIND,
                Canonical.settings(analysis),
                Analysis.SEMANTICS,
                Optional.of(analysis.engine()),
                Optional.of(analysis.arithmetic())),
            List.of(examined.use()),
            who,
            new Timing(millis, 0, 0, 0, 0, 0, millis, 0),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            rows));
    account = "%d cells in %s".formatted(rows.size(), Spans.of(Duration.ofMillis(millis)));
    return rows;
  }

  private List<Cell.Choice> choices() {
    Dataset dataset = examined.evaluable().dataset();
    Scoring scoring = new Scoring(ExecutorLocal.workshop(conf), analysis.engine(), dataset);
    return Choices.of(analysis, examined.subject(analysis.seed()), scoring::sums);
  }
}
