package io.pollard.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.data.Dataset;
import io.pollard.engine.Engines;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.plan.Experiment;
import io.pollard.plan.Plan;
import io.pollard.plan.Step;
import io.pollard.store.Checkpoint;
import io.pollard.store.LayerRow;
import io.pollard.store.ResultRow;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import io.pollard.train.CompactedNetwork;
import io.pollard.train.MaskedTrainer;
import io.pollard.train.TrainingOutcome;
import io.pollard.train.TrainingState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the steps of a sweep come to, arm by arm, on real data. */
class SweepTest {
  private static final String ARMS =
      """
        - name: ticket
          prune:
            selection: {layerwise: {outputLayerFactor: 0.5}}
            scheduling: {iterative: {rate: 0.2, levels: 3}}
            finetuning: {rewind: {to: 0 it}}
        - name: reinit
          prune: {ticketFrom: ticket, finetuning: reinitialize}
        - name: random-mask
          prune: {ticketFrom: ticket, finetuning: random-mask}
        - name: late
          prune:
            scheduling: {iterative: {rate: 0.2, levels: 2}}
            finetuning: {rewind: {to: 10 it}}
        - name: gradual
          prune:
            selection: uniform
            scheduling: {agp: {sparsity: 0.8, every: 5 it, steps: 4}}
            finetuning: {rewind: {to: 0 it}}
        - name: snip
          prune:
            scoring: snip
            scheduling: {one-shot: {sparsity: 0.9, at: initialization}}
            finetuning: {rewind: {to: 0 it}}
        - name: soft
          prune:
            structure: neuron
            scoring: {filter-norm: {norm: l2}}
            selection: uniform
            scheduling: {soft: {sparsity: 0.5, every: 10 it, times: 3}}
            finetuning: {rewind: {to: 0 it}}
        - name: untrained
          prune: {scheduling: {one-shot: {sparsity: 0.5}}, finetuning: none}
      """;

  private static final int FC1 = 235_200;
  private static final int FC2 = 30_000;
  private static final int FC3 = 1_000;

  @TempDir private static Path folder;
  private static final Workshop WORKSHOP = new Workshop(Map.of());
  private static final Experiment EXPERIMENT = Sweeps.experiment(Sweeps.HEAD + ARMS);
  private static Plan plan;
  private static Warehouse warehouse;

  @BeforeAll
  static void run() {
    plan = Sweeps.plan(EXPERIMENT, WORKSHOP);
    warehouse = WORKSHOP.warehouse(folder.toString());
    assertThat(Sweeps.run(plan, folder, WORKSHOP).values())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Committed.class));
  }

  @AfterAll
  static void release() {
    WORKSHOP.close();
  }

  private static Checkpoint of(Step step) {
    return warehouse.checkpoint(step.id());
  }

  private static Checkpoint level(String arm, int level) {
    return of(Sweeps.level(plan, arm, level));
  }

  private static Checkpoint dense(int iteration) {
    return of(Sweeps.dense(plan, iteration));
  }

  @Test
  void iterativePruningKeepsWhatThePapersTableSays() {
    assertThat(Sweeps.kept(level("ticket", 1))).containsExactly(188_160, 24_000, 900);
    assertThat(Sweeps.kept(level("ticket", 2))).containsExactly(150_528, 19_200, 810);
    assertThat(Sweeps.kept(level("ticket", 3))).containsExactly(120_422, 15_360, 729);
  }

  @Test
  void whatIsPrunedStaysPruned() {
    for (String arm : List.of("ticket", "late")) {
      Mask outer = Sweeps.mask(level(arm, 1));
      Mask inner = Sweeps.mask(level(arm, 2));

      assertThat(inner.and(outer)).isEqualTo(inner).isNotEqualTo(outer);
    }
    Mask third = Sweeps.mask(level("ticket", 3));
    assertThat(third.and(Sweeps.mask(level("ticket", 2)))).isEqualTo(third);
  }

  @Test
  void prunedWeightsAreExactlyZeroInEveryCheckpoint() {
    for (Step step : plan.steps()) {
      Checkpoint checkpoint = of(step);
      Mask mask = Sweeps.mask(checkpoint);
      float[] values = checkpoint.state().parameters();
      for (int i = 0; i < values.length; i++) {
        if (!mask.kept(i)) {
          assertThat(Float.floatToRawIntBits(values[i])).as("%s, %d", step, i).isZero();
        }
      }
    }
  }

  /** Half of the units of both hidden layers, at the very end of the training. */
  @Test
  void softPruningEndsUnderAMask() {
    Checkpoint soft = level("soft", 1);
    Mask mask = Sweeps.mask(soft);
    assertThat(Sweeps.kept(soft)).containsExactly(150 * 784, 50 * 150, 10 * 50);
    assertThat(mask.kept(soft.layout().slices().get(1))).isEqualTo(150);
    assertThat(soft.state().iteration()).isEqualTo(30);
  }

  /**
   * Written down once more: every 10 steps the 150 and 50 units of the smallest norm become 0, and
   * nothing else; the last time the mask takes them.
   */
  @Test
  void softlyPrunedUnitsGoOnBeingTrained() {
    Checkpoint start = dense(0);
    Network network =
        WORKSHOP.network(
            EXPERIMENT.network(),
            WORKSHOP.dataset(EXPERIMENT.dataset()).shape(),
            WORKSHOP.dataset(EXPERIMENT.dataset()).classes().size());
    Slice fc1 = network.layout().prunable().get(0);
    Slice fc2 = network.layout().prunable().get(1);
    Mask all = Mask.dense(network.layout().length());
    TrainingState ten = trained(start.state(), all, 10);
    TrainingState twenty = trained(zeroed(ten, fc1, fc2), all, 20);
    float[] thirty = trained(zeroed(twenty, fc1, fc2), all, 30).parameters();

    float[] found = level("soft", 1).state().parameters();
    Mask mask = Sweeps.mask(level("soft", 1));
    float[] expected = thirty.clone();
    mask.apply(expected);
    assertThat(found).containsExactly(expected);
    // All but a few, which no example ever activates.
    assertThat(smallest(twenty.parameters(), fc1))
        .filteredOn(unit -> norm(thirty, fc1.offset() + unit * 784) > 0.0)
        .hasSizeGreaterThan(100);
    assertThat(smallest(thirty, fc1))
        .allSatisfy(unit -> assertThat(mask.kept(fc1.offset() + unit * 784)).isFalse());
  }

  private static TrainingState zeroed(TrainingState state, Slice... slices) {
    float[] values = state.parameters().clone();
    for (Slice slice : slices) {
      int width = slice.shape().get(1);
      for (int unit : smallest(state.parameters(), slice)) {
        int from = slice.offset() + unit * width;
        Arrays.fill(values, from, from + width, 0f);
      }
    }
    return new TrainingState(state.iteration(), state.steps(), values, state.optimizerState());
  }

  private static double norm(float[] values, int from) {
    return Math.sqrt(
        IntStream.range(from, from + 784).mapToDouble(i -> values[i] * values[i]).sum());
  }

  /** The half of the rows with the smallest norms. */
  private static List<Integer> smallest(float[] values, Slice slice) {
    int width = slice.shape().get(1);
    double[] norms = new double[slice.shape().get(0)];
    for (int i = 0; i < slice.length(); i++) {
      norms[i / width] += (double) values[slice.offset() + i] * values[slice.offset() + i];
    }
    return IntStream.range(0, norms.length)
        .boxed()
        .sorted(Comparator.comparingDouble(unit -> (float) Math.sqrt(norms[unit])))
        .limit(norms.length / 2)
        .toList();
  }

  @Test
  void theSmallestOfTheTrainedWeightsArePruned() {
    float[] trained = dense(30).state().parameters();
    Checkpoint first = level("ticket", 1);
    Mask mask = Sweeps.mask(first);

    for (Slice slice : first.layout().prunable()) {
      float largestGone = 0.0f;
      float smallestKept = Float.POSITIVE_INFINITY;
      for (int i = slice.offset(); i < slice.end(); i++) {
        float size = Math.abs(trained[i]);
        if (mask.kept(i)) {
          smallestKept = Math.min(smallestKept, size);
        } else {
          largestGone = Math.max(largestGone, size);
        }
      }
      assertThat(largestGone).isLessThanOrEqualTo(smallestKept);
    }
  }

  @Test
  void rewindingIsGoingOnFromTheEarlyPointUnderTheMask() {
    Checkpoint early = dense(10);
    Checkpoint late = level("late", 1);

    assertThat(early.state().optimizerState()).hasSize(2 * early.layout().length());
    assertThat(trainOn(early, Sweeps.mask(late))).isEqualTo(late.state().parameters());
  }

  @Test
  void rewindingToTheStartIsTrainingTheInitialValuesUnderTheMask() {
    Checkpoint ticket = level("ticket", 3);

    assertThat(trainOn(dense(0), Sweeps.mask(ticket))).isEqualTo(ticket.state().parameters());
  }

  @Test
  void aTrainingThatIsCutInTwoIsTheSameTraining() {
    Checkpoint start = dense(0);

    assertThat(trainOn(start, Mask.dense(start.layout().length())))
        .isEqualTo(dense(30).state().parameters());
  }

  /** Trains from a checkpoint to the end, in one go, past all steps. */
  private static float[] trainOn(Checkpoint from, Mask mask) {
    return trained(from.state(), mask, 30).parameters();
  }

  private static TrainingState trained(TrainingState from, Mask mask, int until) {
    Dataset dataset = WORKSHOP.dataset(EXPERIMENT.dataset());
    Network network =
        WORKSHOP.network(EXPERIMENT.network(), dataset.shape(), dataset.classes().size());
    String engine = plan.steps().get(0).work().setting().engine();
    int batchSize = EXPERIMENT.training().batchSize();
    try (Workshop.Lease lease = WORKSHOP.compile(engine, network, batchSize);
        CompactedNetwork compacted =
            new CompactedNetwork(
                lease.network(),
                EXPERIMENT.training().compaction(),
                smaller -> Engines.named(engine).compile(smaller, batchSize))) {
      TrainingOutcome outcome =
          new MaskedTrainer(compacted, dataset, EXPERIMENT.training(), 1).train(from, mask, until);
      assertThat(outcome).isInstanceOf(TrainingOutcome.Finished.class);
      return ((TrainingOutcome.Finished) outcome).state();
    }
  }

  @Test
  void reinitializationHasTheTicketsMaskAndOtherValues() {
    for (int number = 1; number <= 3; number++) {
      Checkpoint ticket = level("ticket", number);
      Checkpoint reinit = level("reinit", number);

      assertThat(Sweeps.mask(reinit)).isEqualTo(Sweeps.mask(ticket));
      assertThat(shareOfEqual(ticket, reinit)).isLessThan(0.01);
    }
    assertThat(shareOfEqual(level("reinit", 1), level("reinit", 2))).isLessThan(0.01);
  }

  /** Of the weights that both keep, how many have the same value. */
  private static double shareOfEqual(Checkpoint one, Checkpoint other) {
    Mask both = Sweeps.mask(one).and(Sweeps.mask(other));
    int equal = 0;
    int count = 0;
    for (Slice slice : one.layout().prunable()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        if (both.kept(i)) {
          count++;
          equal += one.state().parameters()[i] == other.state().parameters()[i] ? 1 : 0;
        }
      }
    }
    return (double) equal / count;
  }

  @Test
  void randomMasksKeepAsManyPerLayerAsTheTicketElsewhere() {
    for (int number = 1; number <= 3; number++) {
      Checkpoint ticket = level("ticket", number);
      Checkpoint random = level("random-mask", number);

      assertThat(Sweeps.kept(random)).isEqualTo(Sweeps.kept(ticket));
      assertThat(Sweeps.mask(random)).isNotEqualTo(Sweeps.mask(ticket));
      assertThat(trainOn(dense(0), Sweeps.mask(random))).isEqualTo(random.state().parameters());
    }
  }

  @Test
  void gradualPruningEndsWithExactCounts() {
    assertThat(Sweeps.kept(level("gradual", 1)))
        .containsExactly(FC1 - 188_160, FC2 - 24_000, FC3 - 800);
  }

  @Test
  void snipPrunesBeforeTraining() {
    Step step = Sweeps.level(plan, "snip", 1);
    Checkpoint snip = of(step);
    int all = FC1 + FC2 + FC3;

    assertThat(step.parent(Step.Role.WEIGHTS)).contains(Sweeps.dense(plan, 0).id());
    assertThat(Sweeps.kept(snip).stream().mapToInt(count -> count).sum()).isEqualTo(all / 10);
    assertThat(trainOn(dense(0), Sweeps.mask(snip))).isEqualTo(snip.state().parameters());
  }

  @Test
  void withoutFinetuningTheSurvivorsKeepTheirTrainedValues() {
    Checkpoint untrained = level("untrained", 1);
    float[] expected = dense(30).state().parameters().clone();
    Sweeps.mask(untrained).apply(expected);

    assertThat(untrained.state().parameters()).isEqualTo(expected);
    assertThat(history("untrained", 1)).isEmpty();
  }

  @Test
  void resultsSayWhatTheMasksSay() {
    ResultRow row = result("ticket", 3, "test");

    assertThat(row.evaluation().size().prunableTotal()).isEqualTo(FC1 + FC2 + FC3);
    assertThat(row.evaluation().size().prunableNonzero()).isEqualTo(136_511);
    assertThat(row.evaluation().size().paramsNonzero()).isEqualTo(136_511 + 410);
    assertThat(row.evaluation().pruned()).isEqualTo(266_200 - 136_511);
    assertThat(row.evaluation().samples()).isEqualTo(200);
    assertThat(row.evaluation().iteration()).isEqualTo(30);
    assertThat(row.evaluation().earlyStop()).isPresent();
    assertThat(result("ticket", 3, "validation").evaluation().samples()).isEqualTo(100);
    assertThat(result("ticket", 0, "test").evaluation().pruned()).isZero();
  }

  @Test
  void theNetworkHasLearned() {
    assertThat(result("ticket", 0, "test").evaluation().top1()).isGreaterThan(0.4);
    assertThat(result("ticket", 3, "test").evaluation().top1()).isGreaterThan(0.4);
  }

  @Test
  void layersAddUpToTheNetwork() {
    String id = Sweeps.level(plan, "ticket", 2).id();
    List<LayerRow> layers = warehouse.rows(Tables.LAYERS, "e", Set.of(id));

    assertThat(layers).extracting(row -> row.size().layer()).containsExactly("fc1", "fc2", "fc3");
    assertThat(layers.stream().mapToLong(row -> row.size().nonzero()).sum())
        .isEqualTo(result("ticket", 2, "test").evaluation().size().paramsNonzero());
    assertThat(layers.stream().mapToLong(row -> row.size().macsEffective()).sum())
        .isEqualTo(result("ticket", 2, "test").evaluation().size().macsEffective());
  }

  @Test
  void historyGoesOnWhereTheTrainingWasCut() {
    assertThat(history("late", 1)).containsExactly(20, 20, 30, 30);
    assertThat(history("ticket", 1)).containsExactly(10, 10, 20, 20, 30, 30);
  }

  private static List<Integer> history(String arm, int level) {
    String id = Sweeps.level(plan, arm, level).id();
    return warehouse.rows(Tables.HISTORY, "e", Set.of(id)).stream()
        .map(row -> row.point().iteration())
        .sorted()
        .toList();
  }

  @Test
  void aStepHasARowPerUseAndOneOfThemIsItsRun() {
    List<StepRow> rows = warehouse.rows(Tables.STEPS, "e", Set.of(Sweeps.dense(plan, 30).id()));

    assertThat(rows)
        .extracting(row -> row.use().arm())
        .containsExactlyInAnyOrder(
            "ticket", "reinit", "random-mask", "late", "gradual", "snip", "soft", "untrained");
    assertThat(rows).filteredOn(row -> !row.reused()).hasSize(1);
  }

  private static ResultRow result(String arm, int level, String split) {
    return warehouse.rows(Tables.RESULTS, "e").stream()
        .filter(row -> row.use().equals(new Use(arm, 1, level)))
        .filter(row -> row.evaluation().split().equals(split))
        .findFirst()
        .orElseThrow();
  }
}
