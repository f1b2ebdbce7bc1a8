package io.pollard.jobs.it;

import io.pollard.execute.FactFinder;
import io.pollard.execute.Workshop;
import io.pollard.jobs.cluster.StepNames;
import io.pollard.plan.Experiment;
import io.pollard.plan.Plan;
import io.pollard.plan.Planner;
import io.pollard.plan.Step;
import io.pollard.spec.Binder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The small sweep that most tests run: real data, every way in which steps stand on each other. */
final class Sweep {
  static final String NAME = "small-sweep";

  /** Everything above the arms. */
  static final String HEAD =
      """
      experiment: small-sweep
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 1200, testLimit: 300}
      network: lenet-300-100
      training:
        optimizer: {adam: {learningRate: 1.2e-3}}
        batchSize: 60
        iterations: 60
        evaluateEvery: 20 it
      replicates: [1, 2]
      arms:
      """;

  static final String TICKET =
      """
        - name: ticket
          prune:
            selection: {layerwise: {outputLayerFactor: 0.5}}
            scheduling: {iterative: {rate: 0.2, levels: 3}}
            finetuning: {rewind: {to: 0 it}}
      """;

  /** The same again, stopped a level earlier. */
  static final String SHORTER =
      TICKET.replace("name: ticket", "name: shorter").replace("levels: 3", "levels: 2");

  static final String CONTROLS =
      """
        - name: reinit
          prune: {ticketFrom: ticket, finetuning: reinitialize}
        - name: random-mask
          prune: {ticketFrom: ticket, finetuning: random-mask}
      """;

  static final String OTHERS =
      """
        - name: late-ticket
          prune:
            scheduling: {iterative: {rate: 0.2, levels: 2}}
            finetuning: {rewind: {to: 20 it}}
        - name: gradual
          prune:
            selection: uniform
            scheduling: {agp: {sparsity: 0.8, every: 10 it, steps: 4}}
            finetuning: {rewind: {to: 0 it}}
        - name: snip
          prune:
            scoring: snip
            scheduling: {one-shot: {sparsity: 0.9, at: initialization}}
            finetuning: {rewind: {to: 0 it}}
      """;

  static final String TEXT = HEAD + TICKET + SHORTER + CONTROLS + OTHERS;

  private Sweep() {}

  /** Writes an experiment file. */
  static Path write(Path folder, String text) {
    try {
      return Files.writeString(folder.resolve("experiment.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an experiment comes to. */
  static Plan plan(String text) {
    Experiment experiment = Binder.read(text, Experiment.class, "test");
    try (Workshop workshop = new Workshop(Map.of())) {
      return Planner.plan(experiment, FactFinder.find(experiment, workshop));
    }
  }

  /** The ids of a plan's steps by what Spark is told they are, which must be unique. */
  static NavigableMap<String, String> idsByDescription(Plan plan) {
    NavigableMap<String, String> ids = new TreeMap<>();
    for (Step step : plan.steps()) {
      String other = ids.put(StepNames.describe(step), step.id());
      if (other != null) {
        throw new AssertionError("two steps are called " + StepNames.describe(step));
      }
    }
    return ids;
  }
}
