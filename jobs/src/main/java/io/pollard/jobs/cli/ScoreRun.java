package io.pollard.jobs.cli;

import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.engine.Engine;
import io.pollard.execute.Host;
import io.pollard.execute.ScoreSettings;
import io.pollard.execute.ScoreSummaries;
import io.pollard.jobs.cluster.CheckpointScores;
import io.pollard.jobs.cluster.SparkScoring;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Canonical;
import io.pollard.spec.Fraction;
import io.pollard.store.Run;
import io.pollard.store.ScoreRow;
import io.pollard.store.ScoreSummary;
import io.pollard.store.StepCommit;
import io.pollard.store.StepIdentity;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Timing;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Scores a network unless its rows are there, and commits them. */
final class ScoreRun {
  private final Warehouse warehouse;
  private final String root;
  private final SparkConf conf;
  private final Optional<Integer> partitions;
  private String stepId = "";
  private String account = "there before";

  /**
   * @param root location of the warehouse
   * @param partitions tasks that share the data, if somebody says how many
   */
  ScoreRun(Warehouse warehouse, String root, SparkConf conf, Optional<Integer> partitions) {
    this.warehouse = warehouse;
    this.root = root;
    this.conf = conf;
    this.partitions = partitions;
  }

  /** What the command's options choose. */
  record Choices(
      Structure structure,
      ScoringRule scoring,
      Selection selection,
      Optional<Fraction> sparsity,
      long seed) {}

  /** The step that the rows belong to. */
  String stepId() {
    return stepId;
  }

  /** What the run did, for people. */
  String account() {
    return account;
  }

  /** The rows of a network that is at hand. */
  List<ScoreSummary> whole(Examined examined, Choices choices) {
    boolean needsData = choices.scoring().needs().examples() > 0;
    Engine engine = examined.evaluable().engine(Optional.empty(), "score");
    Dataset dataset = examined.evaluable().dataset();
    ScoreSettings settings =
        new ScoreSettings(
            examined.source(),
            needsData ? Optional.of(examined.data().located(System.getenv())) : Optional.empty(),
            needsData ? Optional.of(dataset.fingerprint()) : Optional.empty(),
            choices.structure(),
            choices.scoring(),
            choices.selection(),
            choices.sparsity(),
            choices.seed(),
            needsData ? Optional.of(engine.name()) : Optional.empty(),
            needsData ? Optional.of(engine.arithmetic()) : Optional.empty());
    return rows(
        settings,
        examined.experiment(),
        examined.parents(),
        examined.use(),
        spark -> scored(settings, examined, dataset, spark));
  }

  /** The rows of a step's checkpoint, which is read part by part. */
  List<ScoreSummary> streamed(StepRow step, Choices choices) {
    ScoreSettings settings =
        new ScoreSettings(
            step.stepId(),
            Optional.empty(),
            Optional.empty(),
            choices.structure(),
            choices.scoring(),
            choices.selection(),
            choices.sparsity(),
            choices.seed(),
            Optional.empty(),
            Optional.empty());
    String experiment =
        Optional.ofNullable(warehouse.committedAnywhere(List.of(step.stepId())).get(step.stepId()))
            .orElseThrow();
    return rows(
        settings,
        experiment,
        List.of(step.stepId()),
        step.use(),
        spark ->
            new ScoreStream(
                    settings, new CheckpointScores(spark, root, step.stepId(), settings.scoring()))
                .rows());
  }

  private List<ScoreSummary> rows(
      ScoreSettings settings,
      String experiment,
      List<String> parents,
      Use use,
      Function<JavaSparkContext, List<ScoreSummary>> work) {
    stepId = settings.id();
    Optional<String> owner =
        Optional.ofNullable(warehouse.committedAnywhere(List.of(stepId)).get(stepId));
    if (owner.isPresent()) {
      warehouse.reuse(
          experiment, owner.get(), Map.of(stepId, List.of(use)), Host.run(1, Instant.now()));
      return warehouse.rows(Tables.SCORES, experiment, Set.of(stepId)).stream()
          .map(ScoreRow::summary)
          .toList();
    }
    Run who = Host.run(1, Instant.now());
    long began = System.nanoTime();
    List<ScoreSummary> rows;
    try (SparkSession session = Sessions.open(conf)) {
      rows = work.apply(JavaSparkContext.fromSparkContext(session.sparkContext()));
    }
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    warehouse.commit(
        new StepCommit(
            experiment,
            new StepIdentity(
                stepId,
                parents,
                ScoreSettings.KIND,
                Canonical.settings(settings),
                ScoreSettings.SEMANTICS,
                settings.engine(),
                settings.arithmetic()),
            List.of(use),
            who,
            new Timing(millis, 0, 0, 0, millis, 0, 0, 0),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            rows));
    account = "%d layers in %s".formatted(rows.size(), Spans.of(Duration.ofMillis(millis)));
    return rows;
  }

  private List<ScoreSummary> scored(
      ScoreSettings settings, Examined examined, Dataset dataset, JavaSparkContext spark) {
    Network network = examined.evaluable().network();
    Subject subject = examined.subject(settings.seed());
    ScoringRule rule = settings.scoring();
    Groups groups = settings.structure().groups(network);
    rule.sums(network);
    Optional<DatasetSpec> spec = settings.dataset();
    Sums sums =
        spec.isEmpty()
            ? Sums.NONE
            : new SparkScoring(
                    spark, partitions.orElseGet(() -> Math.max(1, spark.defaultParallelism())))
                .sums(rule, spec.get(), dataset, settings.engine().orElseThrow(), subject);
    float[] scores = rule.groups(subject, groups, sums);
    Optional<ScoreSummaries.Chosen> chosen =
        settings
            .sparsity()
            .map(
                share -> {
                  Mask after =
                      settings
                          .selection()
                          .select(
                              network, groups, subject.mask(), scores, new Amount.Sparsity(share));
                  return new ScoreSummaries.Chosen(
                      Canonical.label(settings.selection()),
                      OptionalDouble.of(share.value()),
                      after);
                });
    return ScoreSummaries.of(
        network, settings.structure(), rule, groups, subject.mask(), scores, chosen);
  }
}
