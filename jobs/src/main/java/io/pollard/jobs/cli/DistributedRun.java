package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Overview;
import io.pollard.data.PiecewiseDataset;
import io.pollard.execute.FactFinder;
import io.pollard.execute.Host;
import io.pollard.execute.Outcome;
import io.pollard.execute.Trained;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.jobs.cluster.Failures;
import io.pollard.jobs.cluster.HadoopSettings;
import io.pollard.jobs.cluster.Standing;
import io.pollard.jobs.cluster.StepNames;
import io.pollard.jobs.cluster.SweepResult;
import io.pollard.jobs.cluster.averaging.DistributedTraining;
import io.pollard.jobs.cluster.averaging.DistributedTraining.Ending;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.plan.Experiment;
import io.pollard.plan.Facts;
import io.pollard.plan.Plan;
import io.pollard.plan.Planner;
import io.pollard.plan.Step;
import io.pollard.plan.Step.Parent;
import io.pollard.plan.Step.Role;
import io.pollard.plan.Work;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.store.Checkpoint;
import io.pollard.store.StepProgress;
import io.pollard.store.StepRow;
import io.pollard.store.Timing;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import io.pollard.train.TrainingState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Trains an experiment's networks one after another, each with all executors at once. */
final class DistributedRun {
  private static final String SUFFIX = "-distributed";

  private final Terminal terminal;
  private final WarehouseOption warehouse;
  private final SparkConf conf;
  private final InstantSource clock = InstantSource.system();

  DistributedRun(Terminal terminal, WarehouseOption warehouse, SparkConf conf) {
    this.terminal = terminal;
    this.warehouse = warehouse;
    this.conf = conf;
  }

  /**
   * What the command's options choose.
   *
   * @param workers who share the examples
   * @param averagingFrequency steps between two averagings
   * @param checkpointEvery time between two checkpoints
   * @param start a step whose values and mask are the beginning
   */
  record Choices(
      int workers, int averagingFrequency, Duration checkpointEvery, Optional<StepRow> start) {}

  /** Runs what is missing and prints a summary; returns the exit code. */
  int run(Experiment experiment, Choices choices, boolean json) {
    Instant began = clock.instant();
    Warehouse tables = warehouse.open(conf);
    try (SparkSession session = Sessions.open(conf)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      PiecewiseDataset dataset =
          PiecewiseDataset.open(experiment.dataset(), HadoopSettings.of(conf));
      requireEnough(experiment, dataset, choices.workers());
      Overview overview = overview(spark, experiment.dataset());
      Facts facts =
          FactFinder.find(
              experiment,
              ExecutorLocal.workshop(conf),
              overview.fingerprint(),
              dataset.shape(),
              dataset.classes().size(),
              dataset.trainSize());
      Plan plan = distributed(Planner.plan(experiment, facts), choices);
      Prepared prepared = new Prepared(experiment, facts, plan, tables, Standing.of(plan, tables));
      prepared.standing().adopt(tables);
      SweepResult result = run(spark, prepared, dataset, overview, choices);
      if (result.cancelled()) {
        return ExitCode.INTERRUPTED;
      }
      Duration took = Duration.between(began, clock.instant());
      SweepReport report = new SweepReport(prepared, result, warehouse.root());
      if (json) {
        JsonOption.print(report.json(took), terminal.out());
      } else {
        report.print(took, terminal.out());
      }
      return Sweep.code(result);
    }
  }

  private static void requireEnough(Experiment experiment, PiecewiseDataset dataset, int workers) {
    if (dataset.trainSize() < workers) {
      throw new UserException(
          "Cannot train on %s with so many workers: each needs an example of its own (--workers=%d, training examples=%d); give fewer"
              .formatted(experiment.dataset().name(), workers, dataset.trainSize()));
    }
  }

  /** One task reads the data from front to end: its hash is of the whole, in order. */
  private static Overview overview(JavaSparkContext spark, DatasetSpec spec) {
    spark.setJobGroup("pollard train", "fingerprint of the data", true);
    return spark
        .parallelize(List.of(Canonical.settings(spec)), 1)
        .map(
            text ->
                PiecewiseDataset.open(
                        Binder.read(text, DatasetSpec.class, "a data set"),
                        HadoopSettings.of(SparkEnv.get().conf()))
                    .overview())
        .collect()
        .get(0);
  }

  /** For the end of every dense training a step that trains with all executors at once. */
  private static Plan distributed(Plan plan, Choices choices) {
    List<Parent> parents =
        choices
            .start()
            .map(row -> List.of(new Parent(Role.WEIGHTS, row.stepId())))
            .orElse(List.of());
    int level = choices.start().map(row -> row.use().level()).orElse(0);
    List<Step> steps = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (step.work() instanceof Work.Train train && train.last()) {
        List<Use> uses =
            step.uses().stream()
                .map(use -> new Use(use.arm() + SUFFIX, use.replicate(), level))
                .toList();
        steps.add(
            Step.of(
                new Work.TrainDistributed(
                    train.setting(), choices.workers(), choices.averagingFrequency()),
                parents,
                uses,
                train.until()));
      }
    }
    return new Plan(plan.experiment(), steps);
  }

  private SweepResult run(
      JavaSparkContext spark,
      Prepared prepared,
      PiecewiseDataset dataset,
      Overview overview,
      Choices choices) {
    AtomicBoolean cancelled = new AtomicBoolean();
    Interruption interruption =
        Interruption.cancels(
            () -> {
              cancelled.set(true);
              spark.sc().cancelAllJobs();
            },
            terminal.err());
    int ran = 0;
    List<Outcome.Failed> failed = new ArrayList<>();
    try {
      for (Step step : prepared.plan().steps()) {
        if (prepared.standing().done().contains(step.id())) {
          continue;
        }
        Optional<Outcome.Failed> failure = train(spark, prepared, step, dataset, overview, choices);
        failure.ifPresent(
            found -> {
              failed.add(found);
              Failures.record(prepared.warehouse(), prepared.plan().experiment(), step, found);
            });
        ran += failure.isEmpty() ? 1 : 0;
      }
    } catch (Exception e) {
      // Spark throws a checked exception that it does not declare when its jobs are cancelled.
      if (!cancelled.get()) {
        throw e;
      }
    } finally {
      interruption.ended();
    }
    return new SweepResult(ran, prepared.standing().done().size(), failed, 0, cancelled.get());
  }

  private Optional<Outcome.Failed> train(
      JavaSparkContext spark,
      Prepared prepared,
      Step step,
      PiecewiseDataset dataset,
      Overview overview,
      Choices choices) {
    Instant began = clock.instant();
    Warehouse tables = prepared.warehouse();
    String experiment = prepared.plan().experiment();
    Work.TrainDistributed work = (Work.TrainDistributed) step.work();
    AtomicLong done = new AtomicLong();
    AtomicLong kept = new AtomicLong(System.nanoTime());
    try (DistributedTraining training =
            new DistributedTraining(
                spark, work, dataset, overview, start(prepared, step, choices.start()));
        WorkLine line = new WorkLine(terminal, done::get, training.iterations())) {
      line.begins();
      Ending ending =
          training.run(
              reached -> {
                done.set(reached.state().iteration());
                long now = System.nanoTime();
                if (now - kept.get() >= choices.checkpointEvery().toNanos()) {
                  tables.keep(
                      experiment,
                      step.uses(),
                      new StepProgress(reached.checkpoint(step.id()), reached.history()));
                  kept.set(now);
                }
              });
      if (ending instanceof Ending.Diverged diverged) {
        return Optional.of(
            Outcome.Failed.here(
                step.id(),
                "diverged",
                "%s: the loss became %s before iteration %d; lower the learning rate"
                    .formatted(StepNames.describe(step), diverged.loss(), diverged.iteration()),
                true,
                1));
      }
      Trained trained = ((Ending.Finished) ending).trained();
      long trainMillis = Duration.between(began, clock.instant()).toMillis();
      var accuracies = training.accuracies(trained.state().parameters());
      long millis = Duration.between(began, clock.instant()).toMillis();
      tables.commit(
          trained.commit(
              experiment,
              step,
              accuracies,
              Host.run(1, began),
              new Timing(millis, 0, 0, 0, 0, trainMillis, millis - trainMillis, 0)));
      return Optional.empty();
    }
  }

  /** What an earlier run kept; or what a step left, untrained from there; or initial values. */
  private static Trained start(Prepared prepared, Step step, Optional<StepRow> from) {
    Warehouse tables = prepared.warehouse();
    Work.Setting setting = step.work().setting();
    Facts facts = prepared.facts();
    Network network = setting.network().build(facts.shape(), facts.classes());
    Optional<StepProgress> progress =
        tables.kept(prepared.plan().experiment(), step.uses(), step.id());
    if (progress.isPresent()) {
      Checkpoint checkpoint = progress.get().checkpoint();
      return new Trained(network, mask(checkpoint), checkpoint.state(), progress.get().history());
    }
    if (from.isEmpty()) {
      return Trained.untrained(setting, network);
    }
    Checkpoint checkpoint = tables.checkpoint(from.get().stepId());
    if (!checkpoint.layout().equals(network.layout())) {
      throw new UserException(
          "Cannot train from step %s: it left network %s, and the experiment trains %s, which lies otherwise in memory; name a step of the same network"
              .formatted(from.get().stepId(), checkpoint.network(), network.name()));
    }
    return new Trained(
        network, mask(checkpoint), TrainingState.start(checkpoint.state().parameters()), List.of());
  }

  private static Mask mask(Checkpoint checkpoint) {
    return checkpoint.mask().orElseGet(() -> Mask.dense(checkpoint.layout().length()));
  }
}
