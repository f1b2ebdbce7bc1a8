package io.pollard.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Shape;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.plan.Plan;
import io.pollard.store.Checkpoint;
import io.pollard.store.ResultRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels that go, repairs and training from scratch, as steps of an experiment. */
class RepairSweepTest {
  private static final String ARM =
      """
        - name: %s
          prune:
            structure: neuron
            scoring: {filter-norm: {bias: true}}
            selection: uniform
            repair: %s
            scheduling: {one-shot: {speedups: [2]}}
            finetuning: %s
      """;

  private static final String CONTROL =
      """
        - name: %s
          prune: {ticketFrom: plain, finetuning: %s}
      """;

  private static final List<String> REPAIRED = List.of("merged", "fitted", "lasso", "thinet");

  private static final String ARMS =
      ARM.formatted("plain", "none", "none")
          + ARM.formatted("merged", "neuron-merging", "none")
          + ARM.formatted("data-free", "data-free-merging", "none")
          + ARM.formatted("fitted", "{least-squares: {examples: 500, ridge: 1e-3}}", "none")
          + ARM.formatted("lasso", "{lasso-reconstruction: {examples: 500, ridge: 1e-3}}", "none")
          + ARM.formatted("thinet", "{thinet: {examples: 500}}", "none")
          + ARM.formatted(
              "tuned",
              "{thinet: {examples: 500}}",
              "{finetune: {length: 5 it, learningRate: 1e-3}}")
          + CONTROL.formatted("scratch-e", "scratch-e")
          + CONTROL.formatted("scratch-b", "scratch-b")
          + CONTROL.formatted("limited", "{scratch-b: {maximum: 1.5}}");

  @TempDir private static Path folder;
  @TempDir private static Path other;
  private static final Workshop WORKSHOP = new Workshop(Map.of());
  private static Plan plan;

  @BeforeAll
  static void run() {
    plan = Sweeps.plan(Sweeps.experiment(Sweeps.HEAD + ARMS), WORKSHOP);
    for (Path warehouse : List.of(folder, other)) {
      assertThat(Sweeps.run(plan, warehouse, WORKSHOP).values())
          .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Committed.class));
    }
  }

  @AfterAll
  static void release() {
    WORKSHOP.close();
  }

  private static Checkpoint level(Path warehouse, String arm) {
    return WORKSHOP.warehouse(warehouse.toString()).checkpoint(Sweeps.level(plan, arm, 1).id());
  }

  private static Checkpoint level(String arm) {
    return level(folder, arm);
  }

  @Test
  void everyRepairMeetsTheBudgetAndKeepsAsMuchInEveryLayer() {
    Network network = new Lenet300100().build(new Shape(1, 28, 28), 10);
    NetworkCounts plain = NetworkCounts.of(network, Sweeps.mask(level("plain")));
    assertThat(plain.theoreticalSpeedup()).isCloseTo(2, within(0.02));
    for (String arm : List.of("merged", "data-free", "fitted", "lasso", "thinet", "tuned")) {
      assertThat(NetworkCounts.of(network, Sweeps.mask(level(arm)))).as(arm).isEqualTo(plain);
    }
  }

  @Test
  void repairingAgainGivesTheSameBits() {
    plan.steps()
        .forEach(
            step -> {
              Checkpoint once = WORKSHOP.warehouse(folder.toString()).checkpoint(step.id());
              Checkpoint again = WORKSHOP.warehouse(other.toString()).checkpoint(step.id());
              assertThat(again.state().parameters()).containsExactly(once.state().parameters());
              assertThat(again.mask()).isEqualTo(once.mask());
            });
  }

  @Test
  void repairedNetworksLoseLessThanPrunedOnes() {
    Warehouse warehouse = WORKSHOP.warehouse(folder.toString());
    Map<String, Double> losses =
        warehouse.rows(Tables.RESULTS, "e").stream()
            .filter(row -> row.evaluation().split().equals("test") && row.use().level() == 1)
            .collect(Collectors.toMap(row -> row.use().arm(), RepairSweepTest::loss));
    for (String arm : REPAIRED) {
      assertThat(losses.get(arm)).as("%s of %s", arm, losses).isLessThan(losses.get("plain"));
    }
  }

  private static double loss(ResultRow row) {
    return row.evaluation().loss();
  }

  @Test
  void theArchitectureTrainsFromScratchForItsComputation() {
    Mask mask = Sweeps.mask(level("plain"));
    Network network = new Lenet300100().build(new Shape(1, 28, 28), 10);
    double ratio = NetworkCounts.of(network, mask).theoreticalSpeedup();
    assertThat(level("scratch-e").state().iteration()).isEqualTo(30);
    assertThat(level("scratch-b").state().iteration()).isEqualTo((int) (30 * ratio));
    assertThat(level("limited").state().iteration()).isEqualTo(45);
    assertThat(Sweeps.mask(level("scratch-b"))).isEqualTo(mask);
  }
}
