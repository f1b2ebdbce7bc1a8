package io.pollard.jobs.cli;

import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.execute.Assignment;
import io.pollard.execute.Host;
import io.pollard.execute.Outcome;
import io.pollard.execute.Workshop;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.jobs.cluster.SingleStep;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.plan.Step;
import io.pollard.plan.Step.Parent;
import io.pollard.plan.Step.Role;
import io.pollard.plan.Work;
import io.pollard.prune.finetuning.None;
import io.pollard.prune.repair.Repair;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Binder;
import io.pollard.spec.Duration;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import io.pollard.train.Training;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Makes the steps of a one-shot pruning, and runs those that are not committed. */
final class PruneRun {
  private final Warehouse warehouse;
  private final String root;
  private final SparkConf conf;
  private final String experiment;
  private final String arm;

  /**
   * @param root location of the warehouse
   * @param experiment whose rows they become
   * @param arm name of the arm
   */
  PruneRun(Warehouse warehouse, String root, SparkConf conf, String experiment, String arm) {
    this.warehouse = warehouse;
    this.root = root;
    this.conf = conf;
    this.experiment = experiment;
    this.arm = arm;
  }

  /** What the command's options choose. */
  record Choices(
      Structure structure,
      ScoringRule scoring,
      Selection selection,
      Repair repair,
      Amount amount) {}

  /**
   * How it ended.
   *
   * @param source id of the step that left the network
   * @param pruned id of the step that pruned it
   * @param failure if it could not be done
   */
  record Done(String source, String pruned, Optional<Outcome.Failed> failure) {}

  /** Prunes what a step left. */
  Done step(StepRow row, Optional<DatasetSpec> other, Choices choices) {
    Work work =
        Binder.read(row.step().specJson(), Work.class, "the settings of step " + row.stepId());
    Work.Setting setting = other.isEmpty() ? work.setting() : on(other.get(), work.setting());
    int level = row.use().level() + 1;
    List<Parent> parents =
        List.of(
            new Parent(Role.WEIGHTS, row.stepId()),
            new Parent(Role.INITIAL, first(row)),
            new Parent(Role.REWOUND, row.stepId()));
    Step step = prune(setting, level, parents, row.use().replicate(), choices);
    return new Done(row.stepId(), step.id(), run(List.of(step)));
  }

  /** Prunes a user's own network, which becomes a step before. */
  Done file(String path, DatasetSpec spec, long seed, Choices choices) {
    Dataset dataset = workshop().dataset(spec);
    NetworkFamily family = NetworkFiles.of(path);
    Network network = family.build(dataset.shape(), dataset.classes().size());
    Engine engine = Engines.preferred(network);
    Work.Setting setting =
        new Work.Setting(
            spec.located(System.getenv()),
            dataset.fingerprint(),
            family,
            family.fingerprint(),
            new Training(),
            seed,
            engine.name(),
            engine.arithmetic());
    Step dense =
        Step.of(new Work.Train(setting, 0, true), List.of(), List.of(new Use(arm, seed, 0)), 0);
    List<Parent> parents = new ArrayList<>();
    for (Role role : List.of(Role.WEIGHTS, Role.INITIAL, Role.REWOUND)) {
      parents.add(new Parent(role, dense.id()));
    }
    Step step = prune(setting, 1, parents, seed, choices);
    return new Done(dense.id(), step.id(), run(List.of(dense, step)));
  }

  private Workshop workshop() {
    return ExecutorLocal.workshop(conf);
  }

  private Step prune(
      Work.Setting setting, int level, List<Parent> parents, long replicate, Choices choices) {
    Work work =
        new Work.Prune(
            setting,
            level,
            choices.structure(),
            choices.scoring(),
            choices.selection(),
            choices.repair(),
            List.of(new Moment(Duration.iterations(0L), choices.amount())),
            new None());
    return Step.of(work, parents, List.of(new Use(arm, replicate, level)), 0);
  }

  private Work.Setting on(DatasetSpec spec, Work.Setting setting) {
    return new Work.Setting(
        spec.located(System.getenv()),
        workshop().dataset(spec).fingerprint(),
        setting.network(),
        setting.networkFingerprint(),
        setting.training(),
        setting.seed(),
        setting.engine(),
        setting.arithmetic());
  }

  /** The step with the initial values: the first ancestor that is committed. */
  private String first(StepRow row) {
    StepRow at = row;
    while (!at.step().parents().isEmpty()) {
      String parent = at.step().parents().get(0);
      String owner = warehouse.committedAnywhere(List.of(parent)).get(parent);
      if (owner == null) {
        return at.stepId();
      }
      at = warehouse.rows(Tables.STEPS, owner, Set.of(parent)).get(0);
    }
    return at.stepId();
  }

  private Optional<Outcome.Failed> run(List<Step> steps) {
    List<Step> missing = new ArrayList<>();
    for (Step step : steps) {
      Optional<String> owner =
          Optional.ofNullable(warehouse.committedAnywhere(List.of(step.id())).get(step.id()));
      if (owner.isEmpty()) {
        missing.add(step);
      } else {
        warehouse.reuse(
            experiment, owner.get(), Map.of(step.id(), step.uses()), Host.run(1, Instant.now()));
      }
    }
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    try (SparkSession session = Sessions.open(conf)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      for (Step step : missing) {
        if (SingleStep.run(spark, Assignment.of(experiment, root, step))
            instanceof Outcome.Failed failed) {
          return Optional.of(failed);
        }
      }
    }
    return Optional.empty();
  }
}
