package io.pollard.jobs.cli;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Samples;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.execute.Workshop;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkFile;
import io.pollard.network.StoredNetwork;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.plan.Work;
import io.pollard.sensitivity.Analysis;
import io.pollard.spec.Binder;
import io.pollard.store.Checkpoint;
import io.pollard.store.StepRow;
import io.pollard.store.Warehouse;
import java.util.Optional;

/**
 * A network with values, and data that it takes.
 *
 * @param source where it comes from, for people
 * @param network its architecture
 * @param parameters over the network's layout, masked
 * @param mask what is kept
 * @param dataset to evaluate it on
 * @param batchSize examples computed at once; a step's own, since the last bits of its results
 *     depend on it
 * @param engine name of the engine that it was trained with, if that is known
 */
record Evaluable(
    String source,
    Network network,
    float[] parameters,
    Mask mask,
    Dataset dataset,
    int batchSize,
    Optional<String> engine) {

  /** For networks that nobody here has trained; large enough for any engine to be fast. */
  private static final int BATCH = 256;

  /**
   * What a step left.
   *
   * @param other data to evaluate it on instead of the data it was trained with
   * @param workshop which reads them
   * @throws DataException if the checkpoint or the data is damaged
   */
  static Evaluable ofStep(
      Warehouse warehouse, StepRow row, Optional<DatasetSpec> other, Workshop workshop) {
    Checkpoint checkpoint = warehouse.checkpoint(row.stepId());
    Work work =
        Binder.read(row.step().specJson(), Work.class, "the settings of step " + row.stepId());
    Dataset dataset = workshop.dataset(other.orElse(work.setting().dataset()));
    Network network =
        Dl4jNetworks.fromJson(checkpoint.network(), checkpoint.configuration(), dataset.shape());
    Mask mask = checkpoint.mask().orElseGet(() -> Mask.dense(network.layout().length()));
    float[] parameters = checkpoint.state().parameters().clone();
    mask.apply(parameters);
    return new Evaluable(
        "step " + row.stepId(),
        network,
        parameters,
        mask,
        dataset,
        work.setting().training().batchSize(),
        Optional.of(work.setting().engine()));
  }

  /**
   * The engine that computes it: the one that is asked for, or that trained it, or the fastest that
   * can.
   *
   * @param what is done with it, such as {@code analyse}
   * @throws UserException if the engine cannot run the network
   */
  Engine engine(Optional<String> asked, String what) {
    Engine chosen =
        asked.or(this::engine).map(Engines::named).orElseGet(() -> Engines.preferred(network));
    chosen
        .refusal(network)
        .ifPresent(
            reason -> {
              throw new UserException(
                  "Cannot %s %s on engine '%s': %s; choose another with --engine"
                      .formatted(what, source, chosen.name(), reason));
            });
    return chosen;
  }

  /**
   * The examples of a split.
   *
   * @param what is done with them, such as {@code analyse}
   * @throws UserException if there are none
   */
  Samples samples(Analysis.Split split, String what) {
    Samples samples = split.of(dataset);
    if (samples.size() == 0) {
      throw new UserException(
          "Cannot %s %s: the data set has no such examples (--split=%s); choose another split, or set some aside with dataset.validation"
              .formatted(what, source, split.label()));
    }
    return samples;
  }

  /**
   * A user's own network. What is exactly 0 counts as pruned.
   *
   * @throws DataException if the file is damaged or holds no weights
   */
  static Evaluable ofFile(String path, Dataset dataset) {
    NetworkFile file = NetworkFiles.of(path);
    StoredNetwork stored = file.open(Optional.of(dataset.shape()));
    Network network = stored.network();
    file.requireClasses(network, dataset.classes().size());
    float[] parameters = stored.parameters();
    Mask mask = Mask.of(parameters.length, i -> parameters[i] != 0f || !isPrunable(network, i));
    return new Evaluable(path, network, parameters, mask, dataset, BATCH, Optional.empty());
  }

  private static boolean isPrunable(Network network, int index) {
    return network.layout().prunable().stream()
        .anyMatch(slice -> slice.offset() <= index && index < slice.end());
  }
}
