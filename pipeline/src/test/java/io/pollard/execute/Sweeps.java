package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import io.pollard.plan.Experiment;
import io.pollard.plan.Plan;
import io.pollard.plan.Planner;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.spec.Binder;
import io.pollard.store.Checkpoint;
import io.pollard.store.Use;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small sweeps, run step by step, one after the other. */
final class Sweeps {
  static final String HEAD =
      """
      experiment: e
      dataset: {name: fashion-mnist-8k, validation: 100, trainLimit: 600, testLimit: 200}
      network: lenet-300-100
      training:
        optimizer: {adam: {learningRate: 1.2e-3}}
        batchSize: 60
        iterations: 30
        evaluateEvery: 10 it
      arms:
      """;

  private Sweeps() {}

  static Experiment experiment(String text) {
    return Binder.read(text, Experiment.class, "test");
  }

  static Plan plan(Experiment experiment, Workshop workshop) {
    return Planner.plan(experiment, FactFinder.find(experiment, workshop));
  }

  static Assignment assignment(Plan plan, Path warehouse, Step step) {
    return Assignment.of(plan.experiment(), warehouse.toString(), step);
  }

  /** Runs every step of a plan. */
  static Map<String, Outcome> run(Plan plan, Path warehouse, Workshop workshop) {
    StepRunner runner = new StepRunner(workshop);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (Step step : plan.steps()) {
      outcomes.put(step.id(), runner.run(assignment(plan, warehouse, step), 1, () -> false));
    }
    return outcomes;
  }

  /** The step that made an arm's level. */
  static Step level(Plan plan, String arm, int level) {
    return plan.steps().stream()
        .filter(step -> step.uses().contains(new Use(arm, 1, level)))
        .filter(step -> !(step.work() instanceof Work.Train))
        .findFirst()
        .orElseThrow();
  }

  /** The dense training's step that ends at an iteration. */
  static Step dense(Plan plan, int until) {
    return plan.steps().stream()
        .filter(step -> step.work() instanceof Work.Train train && train.until() == until)
        .findFirst()
        .orElseThrow();
  }

  /** What a checkpoint keeps. */
  static Mask mask(Checkpoint checkpoint) {
    return checkpoint.mask().orElseGet(() -> Mask.dense(checkpoint.layout().length()));
  }

  /** How many elements of each prunable tensor are kept, in network order. */
  static List<Integer> kept(Checkpoint checkpoint) {
    return checkpoint.layout().prunable().stream()
        .map((Slice slice) -> mask(checkpoint).kept(slice))
        .toList();
  }
}
