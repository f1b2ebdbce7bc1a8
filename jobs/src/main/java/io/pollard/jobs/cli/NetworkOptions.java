package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.data.DatasetSpec;
import io.pollard.execute.Workshop;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.spec.Binder;
import io.pollard.store.StepRow;
import java.util.Optional;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network a command is about, and which data. */
final class NetworkOptions {
  @Mixin private final StepOption step = new StepOption();

  @Option(
      names = "--network",
      paramLabel = "<file>",
      description = "A network of your own: a DL4J zip, an ONNX model or Keras' HDF5.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--dataset",
      paramLabel = "<yaml>",
      description =
          "The data set, as in an experiment file (default: what the step was trained with).")
  private Optional<String> dataset = Optional.empty();

  Optional<String> file() {
    return file;
  }

  /** The data set of the option, if it is given. */
  Optional<DatasetSpec> dataset() {
    return dataset.map(text -> Binder.read(text, DatasetSpec.class, "the data set of --dataset"));
  }

  /**
   * The data set of the option, which a file needs.
   *
   * @throws UserException if it is not given
   */
  DatasetSpec requiredDataset(String what) {
    return dataset()
        .orElseThrow(
            () ->
                new UserException(
                    "Cannot %s %s: no data set is given; say which with --dataset '{name: ..., path: ..., format: ...}'"
                        .formatted(what, file.orElse(""))));
  }

  /**
   * Whether it is a step, and not a file.
   *
   * @throws UserException if it is neither or both
   */
  boolean isStep(String what) {
    if (step.isGiven() == file.isPresent()) {
      throw new UserException(
          "Cannot %s: %s; give --step or --network"
              .formatted(
                  what, file.isPresent() ? "there are two networks" : "no network is given"));
    }
    return step.isGiven();
  }

  /**
   * The step.
   *
   * @throws UserException if none is given, or it is not there
   */
  StepRow step(String what, WarehouseOption warehouse, SparkConf conf) {
    if (!isStep(what)) {
      throw new UserException(
          "Cannot %s %s part by part: only checkpoints are read so; name a step with --step, or leave --stream out"
              .formatted(what, file.orElse("")));
    }
    return step.find(warehouse.existing(what + " a step of", conf));
  }

  /**
   * The network with its data.
   *
   * @param experiment whose rows come of a file
   */
  Examined examined(
      String what,
      WarehouseOption warehouse,
      SparkConf conf,
      String experiment,
      Optional<DatasetSpec> data) {
    Workshop workshop = ExecutorLocal.workshop(conf);
    return isStep(what)
        ? Examined.ofStep(warehouse.open(conf), step(what, warehouse, conf), data, workshop)
        : Examined.ofFile(file.orElseThrow(), requiredDataset(what), experiment, workshop);
  }
}
