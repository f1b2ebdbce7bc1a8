package io.pollard.bench;

import io.pollard.data.Augmentation;
import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Datasets;
import io.pollard.data.Idx;
import io.pollard.data.Normalization;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.L1;
import io.pollard.engine.Optimizer;
import io.pollard.network.InitialParameters;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.NetworkFamily;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Compatibility;
import io.pollard.prune.selection.Layerwise;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Duration;
import io.pollard.spec.Fraction;
import io.pollard.train.CompactedNetwork;
import io.pollard.train.Compaction;
import io.pollard.train.LearningRateSchedule;
import io.pollard.train.MaskedTrainer;
import io.pollard.train.Training;
import io.pollard.train.TrainingOutcome;
import io.pollard.train.TrainingState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Time per level of a lottery-ticket path against density, with compaction and without. The path is
 * a real one: each level trains from the initial values under its mask, and the next mask keeps the
 * largest weights of what that gave, layer by layer, the output layer at half the rate. Arguments:
 * {@code NETWORK BATCH ITERATIONS ROUNDS [IDX-FOLDER]}. One line of JSON per density: seconds of
 * each round for both, the building of smaller networks included.
 */
final class Levels {
  private static final double[] DENSITIES = {1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01};

  private final Network network;
  private final Dataset dataset;
  private final Engine engine;
  private final int batch;
  private final int iterations;
  private final CompiledNetwork whole;

  private Levels(NetworkFamily family, Dataset dataset, int batch, int iterations) {
    this.dataset = dataset;
    this.batch = batch;
    this.iterations = iterations;
    network = family.build(dataset.shape(), dataset.classes().size());
    engine = Engines.preferred(network);
    whole = engine.compile(network, batch);
  }

  /** How a level went. */
  private record Level(double seconds, long macs, float[] parameters) {}

  public static void main(String[] arguments) {
    NetworkFamily family =
        ServiceLoader.load(NetworkFamily.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(some -> some.name().equals(arguments[0]))
            .findFirst()
            .orElseThrow();
    Levels levels =
        new Levels(
            family,
            Datasets.load(arguments.length > 4 ? idx(arguments[4]) : new DatasetSpec()),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    levels.path(
        InitialParameters.draw(levels.network, family.initialization(), 1),
        Integer.parseInt(arguments[3]));
    levels.whole.close();
  }

  private static DatasetSpec idx(String folder) {
    return new DatasetSpec(
        "data",
        Optional.of(folder),
        new Idx(),
        0,
        0,
        Normalization.UNIT,
        Optional.empty(),
        Optional.empty());
  }

  private void path(float[] initial, int rounds) {
    Mask mask = Mask.dense(initial.length);
    level(initial, mask, Compaction.OFF);
    Layerwise selection = new Layerwise(0.5, Map.of(), List.of(), Compatibility.HOUSE);
    Groups groups = new Weight().groups(network);
    float[] trained = initial;
    for (double density : DENSITIES) {
      if (density < 1.0) {
        float[] magnitudes = trained.clone();
        for (int i = 0; i < magnitudes.length; i++) {
          magnitudes[i] = Math.abs(magnitudes[i]);
        }
        Amount amount = new Amount.Sparsity(new Fraction(1.0 - density));
        mask = selection.select(network, groups, mask, groups.aggregate(magnitudes), amount);
      }
      double[] off = new double[rounds];
      double[] auto = new double[rounds];
      long macs = 0;
      for (int round = 0; round < rounds; round++) {
        off[round] = level(initial, mask, Compaction.OFF).seconds();
        Level compacted = level(initial, mask, Compaction.AUTO);
        auto[round] = compacted.seconds();
        macs = compacted.macs();
        trained = compacted.parameters();
      }
      System.out.printf(
          Locale.ROOT,
          "{\"density\": %s, \"kept\": %s, \"macs\": %d, \"trained_macs\": %d, \"macs_effective\": %d, \"off\": %s, \"auto\": %s, \"arithmetic\": \"%s\", \"dataset\": \"%s\"}%n",
          density,
          NetworkCounts.of(network, mask).density(),
          NetworkCounts.of(network).macs(),
          macs,
          NetworkCounts.of(network, mask).macsEffective(),
          Arrays.toString(off),
          Arrays.toString(auto),
          engine.arithmetic(),
          dataset.fingerprint());
    }
  }

  private Level level(float[] initial, Mask mask, Compaction compaction) {
    Training training =
        new Training(
            new Optimizer.Adam(1.2e-3, 0.9, 0.999, 1e-8),
            batch,
            Optional.of(iterations),
            Optional.empty(),
            new LearningRateSchedule.Constant(),
            Duration.iterations(0L),
            0.0,
            false,
            new L1(),
            List.of(),
            new Augmentation(),
            Duration.iterations(0L),
            compaction);
    long start = System.nanoTime();
    try (CompactedNetwork compacted =
        new CompactedNetwork(whole, compaction, smaller -> engine.compile(smaller, batch))) {
      TrainingOutcome outcome =
          new MaskedTrainer(compacted, dataset, training, 1)
              .train(TrainingState.start(initial), mask, iterations);
      double seconds = (System.nanoTime() - start) / 1e9;
      TrainingOutcome.Finished finished = (TrainingOutcome.Finished) outcome;
      return new Level(seconds, compacted.trainedMacs(), finished.state().parameters());
    }
  }
}
