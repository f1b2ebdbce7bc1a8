package io.pollard.jobs.report;

import io.pollard.store.EarlyStop;
import io.pollard.store.Evaluation;
import io.pollard.store.Executed;
import io.pollard.store.FailureRow;
import io.pollard.store.LayerSize;
import io.pollard.store.NetworkSize;
import io.pollard.store.Run;
import io.pollard.store.StepCommit;
import io.pollard.store.StepIdentity;
import io.pollard.store.Timing;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** An experiment of a ticket and a control, three levels, two replicates. */
record SomeResults(Path root) {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final String SPEC =
      "{\"%s\":{\"setting\":{\"arithmetic\":\"float32\",\"dataFingerprint\":\"0123\",\"dataset\":{\"name\":\"digits\"},"
          + "\"engine\":\"dl4j\",\"network\":{\"lenet-5\":{}},\"seed\":%d}}}";

  SomeResults commit() {
    for (long replicate = 1; replicate <= 2; replicate++) {
      for (int level = 0; level < 4; level++) {
        commit(
            "train", "ticket", replicate, level, 0.98 - 0.002 * level * level + 0.001 * replicate);
        commit("control", "reinit", replicate, level, 0.98 - 0.01 * level + 0.001 * replicate);
      }
    }
    return this;
  }

  SomeResults fail(String layer, String message) {
    Warehouse.open(root.toString())
        .fail(
            "mine",
            List.of(
                new FailureRow(
                    "f",
                    layer,
                    new Use("ticket", 1, 4),
                    "diverged",
                    message,
                    true,
                    1,
                    "here",
                    NOON)));
    return this;
  }

  private void commit(String kind, String arm, long replicate, int level, double top1) {
    long kept = 1000 >> level;
    String id = "%s%d%d".formatted(arm, replicate, level);
    Warehouse.open(root.toString())
        .commit(
            new StepCommit(
                "mine",
                new StepIdentity(
                    id,
                    List.of(),
                    kind,
                    SPEC.formatted(kind, replicate),
                    1,
                    Optional.of("dl4j"),
                    Optional.of("float32")),
                List.of(new Use(arm, replicate, level)),
                new Run("0.1.0", "here", 1, NOON.plusSeconds(level), Executed.NOTHING),
                new Timing(60_000, 50_000, 1_000, 500, 300, 40_000, 5_000, 400),
                Optional.empty(),
                List.of(evaluation(top1, kept, 500 * (level + 1))),
                List.of(),
                List.of(
                    new LayerSize(
                        0,
                        "conv",
                        "conv",
                        List.of(5, 1, 2, 2),
                        25,
                        25,
                        1.0,
                        9,
                        9,
                        20,
                        5,
                        OptionalLong.empty()),
                    new LayerSize(
                        1,
                        "<b>fc</b>",
                        "dense",
                        List.of(10, 100),
                        1010,
                        kept + 10,
                        kept / 1000.0,
                        1000,
                        kept,
                        1000,
                        10,
                        OptionalLong.empty()))));
  }

  private static Evaluation evaluation(double top1, long kept, int stop) {
    return new Evaluation(
        "test",
        100,
        top1,
        OptionalDouble.empty(),
        0.25,
        4000,
        Optional.of(new EarlyStop(stop, 0.2, top1)),
        new NetworkSize(
            1035,
            kept + 35,
            1035.0 / (kept + 35),
            1009,
            kept + 9,
            1009.0 / (kept + 9),
            4140,
            4 * kept,
            1020,
            kept + 20,
            OptionalLong.empty()),
        OptionalDouble.empty(),
        1000 - kept);
  }
}
