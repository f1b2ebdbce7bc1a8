package io.pollard.udfs;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.store.Checkpoint;
import io.pollard.store.EarlyStop;
import io.pollard.store.Evaluation;
import io.pollard.store.Executed;
import io.pollard.store.FailureRow;
import io.pollard.store.HistoryPoint;
import io.pollard.store.LayerSize;
import io.pollard.store.NetworkSize;
import io.pollard.store.Run;
import io.pollard.store.StepCommit;
import io.pollard.store.StepIdentity;
import io.pollard.store.Timing;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import io.pollard.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A warehouse with steps of one dense layer each. */
record TinyWarehouse(Path root) {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  /** Commits a step with rows in every table. */
  TinyWarehouse commit(String experiment, String step, Use... uses) {
    Warehouse.open(root.toString())
        .commit(
            new StepCommit(
                experiment,
                new StepIdentity(
                    step, List.of(), "train", "{}", 1, Optional.of("dl4j"), Optional.of("float32")),
                List.of(uses),
                new Run("0.1.0", "here", 0, NOON, Executed.NOTHING),
                new Timing(10, 9, 1, 1, 0, 5, 2, 0),
                Optional.of(checkpoint(step)),
                List.of(evaluation("validation", 0.9), evaluation("test", 0.875)),
                List.of(new HistoryPoint(1, 0, "train", 0.5, OptionalDouble.empty(), 0.1)),
                List.of(
                    new LayerSize(
                        0,
                        "fc",
                        "dense",
                        List.of(2, 3),
                        8,
                        5,
                        0.5,
                        6,
                        6,
                        2,
                        3,
                        OptionalLong.of(6)))));
    return this;
  }

  TinyWarehouse fail(String experiment, String step, Use use) {
    Warehouse.open(root.toString())
        .fail(
            experiment,
            List.of(
                new FailureRow(
                    step, "prune", use, "diverged", "the loss is NaN", true, 0, "here", NOON)));
    return this;
  }

  /** The file of a step in a table. */
  Path file(String table, String experiment, String step) throws IOException {
    Path folder = root.resolve(table).resolve("experiment=" + experiment);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(step + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Checkpoint checkpoint(String step) {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Slice("fc", Role.WEIGHT, List.of(2, 3), 0, true),
                new Slice("fc", Role.BIAS, List.of(2), 6, false)));
    return new Checkpoint(
        step,
        "tiny",
        "{}",
        layout,
        new TrainingState(1, 1, new float[8], new float[0]),
        Optional.of(Mask.of(8, i -> i >= 6 || i % 2 == 0)));
  }

  private static Evaluation evaluation(String split, double top1) {
    return new Evaluation(
        split,
        8,
        top1,
        OptionalDouble.empty(),
        0.25,
        1,
        Optional.of(new EarlyStop(5, 0.5, 0.75)),
        new NetworkSize(8, 5, 1.6, 6, 3, 2.0, 32, 21, 6, 3, OptionalLong.of(6)),
        OptionalDouble.of(0.5),
        3);
  }
}
