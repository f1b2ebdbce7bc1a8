package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Shape;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet20;
import io.pollard.prune.Contracts;
import io.pollard.prune.scheduling.OneShot;
import io.pollard.prune.scheduling.Schedule;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weight;
import io.pollard.random.Draws;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.spec.Fraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LatencyBudgetTest {
  private static final Network LENET = new Lenet5().build(new Shape(1, 28, 28), 10);
  private static final Network RESNET = new Resnet20().build(new Shape(3, 32, 32), 10);
  private static final List<Fraction> WIDTHS =
      IntStream.rangeClosed(1, 8).mapToObj(i -> new Fraction(i / 8.0)).toList();

  static List<Selection> all() {
    return Contracts.all(Selection.class);
  }

  /** What a clock might say: a part that stays, a part that goes with the work, and noise. */
  private static LatencyTable table(Network network) {
    Groups groups = new Filter().groups(network);
    Draws draws = Draws.of(5, "clock");
    Map<String, List<Double>> rows = new TreeMap<>();
    for (Fraction width : WIDTHS) {
      Mask mask = LatencyModel.thin(network, groups, width.value());
      NetworkCounts.of(network, mask)
          .layers()
          .forEach(
              layer ->
                  rows.computeIfAbsent(layer.layer(), name -> new ArrayList<>())
                      .add(
                          (0.001 + 1e-6 * layer.macsEffective())
                              * (0.95 + 0.1 * draws.nextDouble())));
    }
    return new LatencyTable("a clock", 64, WIDTHS, rows);
  }

  private static Mask select(
      Selection selection, Network network, Structure structure, Amount amount) {
    Groups groups = structure.groups(network);
    Draws draws = Draws.of(11, "scores");
    float[] scores = new float[groups.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) draws.nextDouble();
    }
    return Budget.select(
        selection, network, groups, Mask.dense(network.layout().length()), scores, amount);
  }

  @ParameterizedTest
  @MethodSource("all")
  void predictedTimeIsMet(Selection selection) {
    for (Network network : List.of(LENET, RESNET)) {
      LatencyTable table = table(network);
      LatencyModel model = new LatencyModel(network, new Filter().groups(network), table);
      double dense = model.milliseconds(Mask.dense(network.layout().length()));
      for (double ratio : new double[] {1.5, 2}) {
        Mask mask =
            select(
                selection,
                network,
                new Filter(),
                new Amount.LatencySpeedup(ratio, Optional.of(table)));
        assertThat(model.milliseconds(mask)).isCloseTo(dense / ratio, within(0.01 * dense / ratio));
      }
    }
  }

  @Test
  void betweenWidthsTimeGoesStraightAndNeverFallsWithMoreWork() {
    Groups groups = new Filter().groups(LENET);
    List<Fraction> widths = List.of(new Fraction(0.5), new Fraction(0.75), new Fraction(1.0));
    LatencyTable table = new LatencyTable("", 1, widths, Map.of("conv1", List.of(1.0, 3.0, 2.0)));
    LatencyModel model = new LatencyModel(LENET, groups, table);

    assertThat(model.milliseconds(LatencyModel.thin(LENET, groups, 1.0))).isEqualTo(3.0);
    assertThat(model.milliseconds(LatencyModel.thin(LENET, groups, 0.75))).isEqualTo(3.0);
    // 12 of 20 filters lie two fifths of the way from 10 to 15.
    assertThat(model.milliseconds(LatencyModel.thin(LENET, groups, 0.6)))
        .isCloseTo(1.8, within(1e-12));
    assertThat(model.milliseconds(LatencyModel.thin(LENET, groups, 0.5))).isEqualTo(1.0);
    assertThat(model.milliseconds(LatencyModel.thin(LENET, groups, 0.05))).isEqualTo(1.0);
  }

  @Test
  void whatIsNoLayersGoesByTheWholeNetwork() {
    Groups groups = new Filter().groups(LENET);
    List<Fraction> widths = List.of(new Fraction(0.5), new Fraction(1.0));
    LatencyTable table =
        new LatencyTable(
            "", 1, widths, Map.of("ip1", List.of(0.0, 0.0), LatencyTable.OTHER, List.of(1.0, 2.0)));
    LatencyModel model = new LatencyModel(LENET, groups, table);
    Mask half = LatencyModel.thin(LENET, groups, 0.5);
    Mask some = LatencyModel.thin(LENET, groups, 0.8);
    double low = NetworkCounts.of(LENET, half).macsEffective();
    double share =
        (NetworkCounts.of(LENET, some).macsEffective() - low)
            / (NetworkCounts.of(LENET).macs() - low);
    assertThat(model.milliseconds(half)).isEqualTo(1.0);
    assertThat(model.milliseconds(some)).isCloseTo(1.0 + share, within(1e-12));
  }

  @Test
  void whatCannotBeIsSaid() {
    LatencyTable table = table(LENET);
    assertThatThrownBy(
            () ->
                select(
                    new Uniform(),
                    LENET,
                    new Filter(),
                    new Amount.LatencySpeedup(2.0, Optional.empty())))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune lenet-5 to a latency: there is no table of measured times (latencyTable is missing); measure one with 'bin/pollard latency <experiment file>' and put it beside latencySpeedups");
    assertThatThrownBy(
            () ->
                select(
                    new Uniform(),
                    LENET,
                    new Weight(),
                    new Amount.LatencySpeedup(2.0, Optional.of(table))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune lenet-5 to a latency: no clock sees what is not taken out as whole channels; set structure to filter or neuron");
    assertThatThrownBy(
            () ->
                select(
                    new Uniform(),
                    RESNET,
                    new Filter(),
                    new Amount.LatencySpeedup(2.0, Optional.of(table))))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot prune resnet-20 to a latency: the table is another network's (unknown layers=[");
    assertThatThrownBy(
            () ->
                select(
                    new Uniform(),
                    LENET,
                    new Filter(),
                    new Amount.LatencySpeedup(50.0, Optional.of(table))))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot prune lenet-5 to a speed-up by the clock of 50.0: its groups are too coarse");
  }

  @Test
  void aTableIsCheckedAsItIsRead() {
    List<Fraction> one = List.of(new Fraction(1.0));
    assertThatThrownBy(() -> new LatencyTable("", 1, List.of(), Map.of("a", List.of())))
        .hasMessage("widths end with 1, found []");
    assertThatThrownBy(
            () ->
                new LatencyTable(
                    "",
                    1,
                    List.of(new Fraction(1.0), new Fraction(0.5)),
                    Map.of("a", List.of(1.0, 2.0))))
        .hasMessageStartingWith("widths increase from above 0");
    assertThatThrownBy(() -> new LatencyTable("", 1, one, Map.of()))
        .hasMessage("layers name at least one, at a batch of at least 1, found 0 layers, batch 1");
    assertThatThrownBy(() -> new LatencyTable("", 1, one, Map.of("a", List.of(-1.0))))
        .hasMessage(
            "layers have a time of at least 0 for each of 1 widths, found [-1.0] of layer a");
  }

  @Test
  void theTableStandsInTheFileAndCountsForTheStep() {
    Schedule schedule =
        Binder.read(
            "{one-shot: {latencySpeedups: [1.5, 2], latencyTable: {runtime: r, batch: 64, widths: [0.5, 1],"
                + " layers: {\"stage1.conv1\": [1, 2]}}}}",
            Schedule.class,
            "a schedule");
    LatencyTable table = ((OneShot) schedule).latencyTable().orElseThrow();
    assertThat(table.layers()).isEqualTo(Map.of("stage1.conv1", List.of(1.0, 2.0)));
    assertThat(schedule.points())
        .extracting(level -> level.moments().get(0).amount())
        .containsExactly(
            new Amount.LatencySpeedup(1.5, Optional.of(table)),
            new Amount.LatencySpeedup(2.0, Optional.of(table)));
    Amount slower =
        new Amount.LatencySpeedup(
            2.0,
            Optional.of(
                new LatencyTable(
                    "r", 64, table.widths(), Map.of("stage1.conv1", List.of(1.0, 2.5)))));
    assertThat(Canonical.identity(slower))
        .isNotEqualTo(Canonical.identity(new Amount.LatencySpeedup(2.0, Optional.of(table))));
    assertThat(Binder.read(Canonical.identity(slower), Amount.class, "an amount"))
        .isEqualTo(slower);
  }
}
