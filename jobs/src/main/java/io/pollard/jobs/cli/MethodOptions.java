package io.pollard.jobs.cli;

import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Binder;
import picocli.CommandLine.Option;

/** A pruning method as options name it: each as in an experiment file. */
final class MethodOptions {
  @Option(
      names = "--scoring",
      paramLabel = "<rule>",
      description =
          "Which groups matter least, as in an experiment file: 'layer-obs', '{fisher: {examples: 500}}' (default: ${DEFAULT-VALUE}).")
  private String scoring = "magnitude";

  @Option(
      names = "--structure",
      paramLabel = "<structure>",
      description =
          "What goes as one, as in an experiment file: weight, filter, neuron (default: ${DEFAULT-VALUE}).")
  private String structure = "weight";

  @Option(
      names = "--selection",
      paramLabel = "<selection>",
      description =
          "Scope, as in an experiment file: global, uniform, '{layerwise: {outputLayerFactor: 0.5}}' (default: ${DEFAULT-VALUE}).")
  private String selection = "global";

  ScoringRule scoring() {
    return Binder.read(scoring, ScoringRule.class, "--scoring");
  }

  Structure structure() {
    return Binder.read(structure, Structure.class, "--structure");
  }

  Selection selection() {
    return Binder.read(selection, Selection.class, "--selection");
  }
}
