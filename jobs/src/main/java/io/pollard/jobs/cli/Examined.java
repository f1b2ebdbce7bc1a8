package io.pollard.jobs.cli;

import io.pollard.data.DatasetSpec;
import io.pollard.engine.Engine;
import io.pollard.execute.Workshop;
import io.pollard.plan.Work;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.structure.Structure;
import io.pollard.sensitivity.Analysis;
import io.pollard.spec.Binder;
import io.pollard.spec.Fraction;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The network of an analysis, and where its rows belong.
 *
 * @param evaluable the network and its data
 * @param data how the data are found
 * @param source a step id or the hash of a file
 * @param parents the step, if it is one
 * @param initial values at initialisation; NaN where nobody knows them
 * @param experiment whose rows they become
 * @param use of the step
 */
record Examined(
    Evaluable evaluable,
    DatasetSpec data,
    String source,
    List<String> parents,
    float[] initial,
    String experiment,
    Use use) {

  /** What a step left, for the experiment that ran it. */
  static Examined ofStep(
      Warehouse warehouse, StepRow row, Optional<DatasetSpec> other, Workshop workshop) {
    String experiment =
        Optional.ofNullable(warehouse.committedAnywhere(List.of(row.stepId())).get(row.stepId()))
            .orElseThrow();
    return ofStep(warehouse, experiment, row, other, workshop);
  }

  /** What a step left, for an experiment that uses it. */
  static Examined ofStep(
      Warehouse warehouse,
      String experiment,
      StepRow row,
      Optional<DatasetSpec> other,
      Workshop workshop) {
    Evaluable evaluable = Evaluable.ofStep(warehouse, row, other, workshop);
    Work work =
        Binder.read(row.step().specJson(), Work.class, "the settings of step " + row.stepId());
    return new Examined(
        evaluable,
        other.orElse(work.setting().dataset()),
        row.stepId(),
        List.of(row.stepId()),
        initial(warehouse, row, evaluable.parameters().length),
        experiment,
        row.use());
  }

  /** A user's own network. */
  static Examined ofFile(String path, DatasetSpec spec, String experiment, Workshop workshop) {
    Evaluable evaluable = Evaluable.ofFile(path, workshop.dataset(spec));
    float[] unknown = new float[evaluable.parameters().length];
    Arrays.fill(unknown, Float.NaN);
    String hash = NetworkFiles.of(path).fingerprint().orElseThrow();
    return new Examined(
        evaluable, spec, hash, List.of(), unknown, experiment, new Use("network", 1, 0));
  }

  /** The values that the step's training began with: its first ancestor's. */
  private static float[] initial(Warehouse warehouse, StepRow row, int length) {
    StepRow at = row;
    while (!at.step().parents().isEmpty()) {
      String parent = at.step().parents().get(0);
      Optional<String> owner =
          Optional.ofNullable(warehouse.committedAnywhere(List.of(parent)).get(parent));
      if (owner.isEmpty()) {
        float[] unknown = new float[length];
        Arrays.fill(unknown, Float.NaN);
        return unknown;
      }
      at = warehouse.rows(Tables.STEPS, owner.get(), Set.of(parent)).get(0);
    }
    return warehouse.checkpoint(at.stepId()).state().parameters();
  }

  /**
   * The settings of an analysis of this network.
   *
   * @throws io.pollard.UserException if the split is empty or the engine cannot run the network
   */
  Analysis analysis(
      Analysis.Split split,
      List<Structure> structures,
      List<ScoringRule> rules,
      List<Fraction> sparsities,
      int batch,
      long seed,
      Optional<Analysis.Sampling> sampling,
      Optional<String> engine) {
    evaluable.samples(split, "analyse");
    Engine chosen = evaluable.engine(engine, "analyse");
    return new Analysis(
        data.located(System.getenv()),
        evaluable.dataset().fingerprint(),
        split,
        source,
        structures,
        rules,
        sparsities,
        batch,
        seed,
        sampling,
        chosen.name(),
        chosen.arithmetic());
  }

  /** The network as scoring rules see it. */
  Subject subject(long seed) {
    return new Subject(
        evaluable.network(), evaluable.parameters(), initial, evaluable.mask(), seed);
  }
}
