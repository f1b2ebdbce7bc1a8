package io.pollard.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Datasets;
import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.Variant.Replacement;
import io.pollard.measure.Accuracy;
import io.pollard.measure.Evaluator;
import io.pollard.network.InitialParameters;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet20;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Binder;
import io.pollard.spec.Fraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurveyTest {
  private static final int BATCH = 16;
  private static final List<Fraction> SPARSITIES =
      List.of(new Fraction(0.3), new Fraction(0.6), new Fraction(0.9));
  private static final Dataset DATA =
      Datasets.load(
          Binder.read("{name: fashion-mnist-8k, testLimit: 300}", DatasetSpec.class, "a test"));

  private record Subjects(Engine engine, Grid grid, float[] parameters) {}

  private static Subjects subjects(NetworkFamily family, String engine) {
    return subjects(family, engine, new Weight());
  }

  private static Subjects subjects(NetworkFamily family, String engine, Structure structure) {
    Network network = family.build(DATA.shape(), DATA.classes().size());
    float[] parameters = InitialParameters.draw(network, family.initialization(), 3);
    Mask dense = Mask.dense(parameters.length);
    Analysis analysis =
        new Analysis(
            new DatasetSpec(),
            "",
            Analysis.Split.TEST,
            "",
            List.of(structure),
            new Analysis().scorings(),
            SPARSITIES,
            BATCH,
            1,
            Optional.empty(),
            engine,
            "");
    List<Cell.Choice> choices =
        Choices.of(
            analysis,
            new Subject(network, parameters, parameters, dense, 1),
            (rule, subject) -> Sums.NONE);
    return new Subjects(Engines.named(engine), Grid.of(network, choices), parameters);
  }

  private static Survey survey(Subjects s, Samples samples, int slots) {
    return new Survey(
        s.grid(),
        samples.size(),
        BATCH,
        new LocalExaminer(s.engine(), s.grid(), s.parameters(), samples, BATCH, slots));
  }

  /** A full forward pass of the network with the cell's parameters, by the evaluator of all. */
  private static Accuracy naive(Subjects s, Cell cell) {
    float[] values = s.parameters().clone();
    for (Replacement r : cell.replacements(s.parameters())) {
      System.arraycopy(r.values(), 0, values, r.slice().offset(), r.slice().length());
    }
    try (CompiledNetwork compiled = s.engine().compile(s.grid().network(), BATCH)) {
      compiled.parameters(values);
      return new Evaluator(compiled).evaluate(DATA.test());
    }
  }

  @ParameterizedTest
  @CsvSource({"onednn", "dl4j"})
  void exactRowsAreThoseOfFullForwardPasses(String engine) {
    Subjects s = subjects(new Lenet5(), engine);
    Survey.Findings found = survey(s, DATA.test(), 1).exact();
    assertThat(s.grid().cells()).hasSize(4 * 3);
    for (int i = 0; i < s.grid().cells().size(); i++) {
      Accuracy naive = naive(s, s.grid().cells().get(i));
      Estimate cell = found.cells().get(i);
      assertThat(cell.samples()).isEqualTo(300);
      assertThat(cell.top1()).isEqualTo(naive.top1Share());
      assertThat(cell.top5()).isEqualTo(naive.top5Share());
      assertThat(cell.loss()).isCloseTo(naive.loss(), within(1e-12));
      assertThat(cell.low()).isEqualTo(cell.top1());
      assertThat(cell.high()).isEqualTo(cell.top1());
    }
  }

  @Test
  void aResidualNetworkIsComputedAroundTheCut() {
    Subjects s = subjects(new Resnet20(), "onednn");
    Survey.Findings found = survey(s, DATA.test(), 2).exact();
    for (int i = 0; i < s.grid().cells().size(); i += 7) {
      Accuracy naive = naive(s, s.grid().cells().get(i));
      assertThat(found.cells().get(i).top1()).isEqualTo(naive.top1Share());
      assertThat(found.cells().get(i).loss()).isCloseTo(naive.loss(), within(1e-12));
    }
  }

  @Test
  void coupledChannelsGoTogether() {
    Subjects s = subjects(new Resnet20(), "onednn", new Filter());
    Grid grid = s.grid();
    Cell stage = grid.cells().get(0);
    // The first convolution, and the second of each block that adds to the same sum.
    assertThat(stage.layer()).isEqualTo(stage.members().get(0));
    assertThat(stage.members()).hasSizeGreaterThan(3);
    Survey.Findings found = survey(s, DATA.test(), 2).exact();
    for (int i = 0; i < grid.cells().size(); i += 5) {
      Cell cell = grid.cells().get(i);
      Accuracy naive = naive(s, cell);
      assertThat(found.cells().get(i).top1()).as(cell.layer()).isEqualTo(naive.top1Share());
      assertThat(found.cells().get(i).top5()).as(cell.layer()).isEqualTo(naive.top5Share());
      assertThat(cell.pruned()).isBetween(1, cell.weights() - 1);
    }
  }

  @Test
  void removedChannelsAreNotComputedAndNoRowChanges() {
    Subjects s = subjects(new Lenet5(), "onednn", new Filter());
    int cells = s.grid().cells().size();
    try (Station station = new Station(s.engine(), s.grid(), s.parameters(), BATCH, 0, cells)) {
      assertThat(station.smaller()).isBetween(1, cells);
    }
    Survey.Findings found = survey(s, DATA.test(), 2).exact();
    for (int i = 0; i < cells; i++) {
      Accuracy naive = naive(s, s.grid().cells().get(i));
      Estimate cell = found.cells().get(i);
      assertThat(cell.top1()).isEqualTo(naive.top1Share());
      assertThat(cell.top5()).isEqualTo(naive.top5Share());
      assertThat(cell.loss()).isCloseTo(naive.loss(), within(1e-12));
    }
  }

  @Test
  void theNumberOfSlotsChangesNoBit() {
    Subjects s = subjects(new Lenet5(), "onednn");
    Survey.Findings one = survey(s, DATA.test(), 1).exact();
    for (int slots : List.of(2, 7, 64)) {
      assertThat(survey(s, DATA.test(), slots).exact()).isEqualTo(one);
    }
    Analysis.Sampling sampling = new Analysis.Sampling(0.95, 0.02);
    Survey.Findings sampled = survey(s, DATA.test(), 1).sampled(sampling, 5);
    for (int slots : List.of(2, 7, 64)) {
      assertThat(survey(s, DATA.test(), slots).sampled(sampling, 5)).isEqualTo(sampled);
    }
  }

  @Test
  void sampledCellsAreNarrowAndHoldTheExactValueAsOftenAsTheySay() {
    Subjects s = subjects(new Lenet5(), "onednn");
    Survey.Findings exact = survey(s, DATA.test(), 1).exact();
    List<Integer> samples = new ArrayList<>();
    for (double width : List.of(0.2, 0.01)) {
      Survey.Findings sampled =
          survey(s, DATA.test(), 1).sampled(new Analysis.Sampling(0.95, width), 5);
      assertThat(sampled.unpruned().top1()).isEqualTo(exact.unpruned().top1());
      int held = 0;
      for (int i = 0; i < sampled.cells().size(); i++) {
        Estimate cell = sampled.cells().get(i);
        assertThat(cell.high() - cell.low()).isLessThanOrEqualTo(2 * width + 1e-12);
        double top1 = exact.cells().get(i).top1();
        held += cell.low() <= top1 && top1 <= cell.high() ? 1 : 0;
        assertThat(cell.top1()).isBetween(cell.low(), cell.high());
      }
      assertThat(held / (double) sampled.cells().size())
          .as("within " + width)
          .isGreaterThanOrEqualTo(0.95);
      samples.add(sampled.cells().stream().mapToInt(Estimate::samples).sum());
    }
    assertThat(samples.get(0)).isLessThanOrEqualTo(samples.get(1));
  }

  @Test
  void theBoundCountsWhatLiesBehindEachSite() {
    Grid grid = subjects(new Lenet5(), "onednn").grid();
    // LeNet-5: 288,000 + 1,600,000 + 400,000 + 5,000.
    assertThat(grid.macs()).isEqualTo(2_293_000);
    assertThat(grid.macs(grid.cells().get(0))).isEqualTo(2_293_000);
    assertThat(grid.macs(grid.cells().get(3))).isEqualTo(2_005_000);
    assertThat(grid.macs(grid.cells().get(11))).isEqualTo(5_000);
    assertThat(grid.bound())
        .isCloseTo(4.0 * 2_293_000 / (2_293_000 + 2_005_000 + 405_000 + 5_000), within(1e-12));
  }

  @Test
  void aCancelledPortionStops() {
    Subjects s = subjects(new Lenet5(), "onednn");
    try (Station station = new Station(s.engine(), s.grid(), s.parameters(), BATCH, 0, 1)) {
      Portion portion = new Portion(0, 1, new int[] {0}, 0, BATCH, new int[] {0, 1});
      assertThatThrownBy(() -> station.run(DATA.test(), portion, () -> true))
          .isInstanceOf(CancellationException.class);
      assertThat(station.bytes()).isPositive();
    }
  }
}
