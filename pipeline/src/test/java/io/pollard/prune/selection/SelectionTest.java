package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.scheduling.Iterative;
import io.pollard.prune.scheduling.Level;
import io.pollard.prune.scheduling.Schedule;
import io.pollard.prune.scoring.Magnitude;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.structure.Elements;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weight;
import io.pollard.random.Draws;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SelectionTest {
  private static final Network LENET = TestNetworks.lenet300100();

  private static Amount sparsity(double fraction) {
    return new Amount.Sparsity(new Fraction(fraction));
  }

  private static Amount ofSurviving(double rate) {
    return new Amount.OfSurviving(new Fraction(rate));
  }

  private static Mask select(Selection selection, Network network, Mask mask, Amount amount) {
    Groups groups = new Weight().groups(network);
    Draws draws = Draws.of(3, "scores");
    float[] scores = new float[groups.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) draws.nextDouble();
    }
    return selection.select(network, groups, mask, scores, amount);
  }

  private static Mask select(Selection selection, Network network, Amount amount) {
    return select(selection, network, Mask.dense(network.layout().length()), amount);
  }

  private static List<Integer> kept(Network network, Mask mask) {
    return network.layout().prunable().stream().map(mask::kept).toList();
  }

  static Stream<Selection> layerAndGlobal() {
    return Stream.of(new Layerwise(), new Uniform(), new Global());
  }

  /** METHODS G1. */
  @ParameterizedTest
  @MethodSource("layerAndGlobal")
  void goldenMasks(Selection selection) {
    Network network = TestNetworks.tensors(6, 6);
    float[] weights = {
      0.5f, -0.1f, 0.3f, -0.2f, 0.1f, -0.4f, 0.05f, -0.6f, 0.2f, 0.25f, -0.1f, 0.7f
    };
    Mask dense = Mask.dense(12);
    float[] scores =
        new Magnitude().finish(new Subject(network, weights, weights, dense, 1), new double[0], 0);
    Mask mask =
        selection.select(network, new Weight().groups(network), dense, scores, sparsity(0.5));
    assertThat(mask).isEqualTo(Mask.of(12, i -> Set.of(0, 2, 5, 7, 9, 11).contains(i)));
  }

  /** The order of removal in METHODS G1: 0.05, 0.1, 0.1, 0.1, 0.2 of W1, 0.2 of W2. */
  @Test
  void goldenOrderOfGlobalRemoval() {
    Network network = TestNetworks.tensors(6, 6);
    float[] scores = {0.5f, 0.1f, 0.3f, 0.2f, 0.1f, 0.4f, 0.05f, 0.6f, 0.2f, 0.25f, 0.1f, 0.7f};
    int[] order = {6, 1, 4, 10, 3, 8};
    Mask mask = Mask.dense(12);
    for (int k = 1; k <= 6; k++) {
      mask =
          new Global()
              .select(network, new Weight().groups(network), mask, scores, sparsity(k / 12.0));
      assertThat(mask.kept()).isEqualTo(12 - k);
      assertThat(mask.kept(order[k - 1])).isFalse();
    }
  }

  /**
   * METHODS section 10, survivors of LeNet-300-100: both exact rules give every row that it lists.
   */
  @ParameterizedTest
  @EnumSource(names = {"HOUSE", "HALF_EVEN"})
  void lotteryTicketCounts(Compatibility compatibility) {
    Selection selection = new Layerwise(0.5, Map.of(), List.of(), compatibility);
    Map<Integer, List<Integer>> table =
        Map.of(
            1, List.of(188_160, 24_000, 900),
            2, List.of(150_528, 19_200, 810),
            3, List.of(120_422, 15_360, 729),
            5, List.of(77_070, 9_830, 590),
            7, List.of(49_325, 6_291, 478),
            10, List.of(25_254, 3_221, 348),
            15, List.of(8_275, 1_056, 206),
            20, List.of(2_712, 346, 121));
    Mask mask = Mask.dense(LENET.layout().length());
    Schedule schedule = new Iterative(new Fraction(0.2), 20);
    int[] recursion = {235_200, 30_000, 1_000};
    int round = 0;
    for (Level level : schedule.points()) {
      round++;
      mask = select(selection, LENET, mask, level.moments().get(0).amount());
      for (int layer = 0; layer < 3; layer++) {
        double pruned = (layer == 2 ? 0.1 : 0.2) * recursion[layer];
        recursion[layer] -= (int) Math.rint(pruned);
      }
      if (compatibility == Compatibility.HALF_EVEN || round < 17) {
        assertThat(kept(LENET, mask)).containsExactly(recursion[0], recursion[1], recursion[2]);
      }
      if (table.containsKey(round)) {
        assertThat(kept(LENET, mask)).as("round %d", round).isEqualTo(table.get(round));
      }
    }
    assertThat(round).isEqualTo(20);
    assertThat(mask.kept()).isEqualTo(3_179 + 410);
  }

  @Test
  void theOriginalCodeTakesOneMore() {
    Selection selection = new Layerwise(0.5, Map.of(), List.of(), Compatibility.LTH_ORIGINAL);
    Mask mask = select(selection, LENET, ofSurviving(0.2));
    assertThat(kept(LENET, mask)).containsExactly(188_160 - 1, 24_000 - 1, 900 - 1);
  }

  /** METHODS G25: biases prunable, the classifier's 1,010 parameters not. */
  @Test
  void goldenKeepShareOfShrinkBench() {
    Network network = TestNetworks.dense("lenet-300-100", true, 784, 300, 100, 10);
    Groups groups = new Weight().groups(network);
    Mask dense = Mask.dense(network.layout().length());
    Scope scope = Scope.of(network, groups, dense, new float[groups.count()], List.of("output"));
    assertThat(Target.keepShare(scope, 8)).isCloseTo(0.121673, within(1e-6));
  }

  @Test
  void aCompressionRatioCountsBiasesAndExcludedLayersAsKept() {
    Selection selection = new Global(List.of("output"), Compatibility.HOUSE);
    Mask mask = select(selection, LENET, new Amount.Compression(8));
    // 266,610 / 8 = 33,326.25 stay, of which 1,410 were never up for pruning.
    assertThat(mask.kept()).isEqualTo(33_326);
    assertThat(kept(LENET, mask).get(2)).isEqualTo(1_000);
  }

  @Test
  void aShareCountsTheLayersThatAreNotExcluded() {
    Selection selection = new Global(List.of("fc1", "output"), Compatibility.HOUSE);
    assertThat(kept(LENET, select(selection, LENET, sparsity(0.25))))
        .containsExactly(235_200, 22_500, 1_000);
    Selection uniform = new Uniform(List.of("fc1"), Compatibility.HOUSE);
    assertThat(kept(LENET, select(uniform, LENET, sparsity(0.25))))
        .containsExactly(235_200, 22_500, 750);
    Selection layerwise = new Layerwise(1, Map.of(), List.of("first"), Compatibility.HOUSE);
    assertThat(kept(LENET, select(layerwise, LENET, sparsity(0.25))))
        .containsExactly(235_200, 22_500, 750);
  }

  @Test
  void excludingEverythingIsRefused() {
    Selection selection = new Global(List.of("fc*"), Compatibility.HOUSE);
    assertThatThrownBy(() -> select(selection, LENET, sparsity(0.5)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune lenet-300-100: no prunable layer is left (exclude=[fc*]); exclude fewer layers");
  }

  @Test
  void factorsMultiply() {
    Selection selection =
        new Layerwise(0.5, Map.of("fc*", 0.5, "output", 0.5), List.of(), Compatibility.HOUSE);
    Mask mask = select(selection, LENET, ofSurviving(0.4));
    assertThat(kept(LENET, mask)).containsExactly(188_160, 24_000, 1_000 - 50);
  }

  @Test
  void withFactorsASparsityIsStillReached() {
    Network network = TestNetworks.tensors(1000, 1000);
    Selection selection = new Layerwise(0.5, Map.of(), List.of(), Compatibility.HOUSE);
    Mask mask = select(selection, network, sparsity(0.6));
    // 1200 of 2000 are missing: a rate of 0.8 and of 0.4.
    assertThat(kept(network, mask)).containsExactly(200, 600);
  }

  @Test
  void aRateAboveOneIsRefused() {
    Network network = TestNetworks.tensors(1000, 1000);
    Selection selection = new Layerwise(0.5, Map.of(), List.of(), Compatibility.HOUSE);
    assertThatThrownBy(() -> select(selection, network, sparsity(0.9)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune layer layer1: its rate would be above 1 (rate=1.2); lower its factor or ask for less");
  }

  @Test
  void factorsOfZeroReachNothing() {
    Selection selection = new Layerwise(0, Map.of("fc*", 0.0), List.of(), Compatibility.HOUSE);
    assertThatThrownBy(() -> select(selection, LENET, sparsity(0.5)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot prune lenet-300-100 to a sparsity of 0.5: every layer that is left has a factor of 0 (pruned=0, of=266200); raise a factor");
    assertThat(select(selection, LENET, ofSurviving(0.5)).isDense()).isTrue();
  }

  @Test
  void aNegativeFactorIsRefused() {
    assertThatThrownBy(() -> new Layerwise(-1, Map.of(), List.of(), Compatibility.HOUSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("outputLayerFactor is at least 0, found -1.0");
    assertThatThrownBy(
            () -> new Layerwise(1, Map.of("fc1", Double.NaN), List.of(), Compatibility.HOUSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fc1 is at least 0, found NaN");
  }

  /** What sets the two apart: rounding of a small layer over rounds. */
  @Test
  void uniformCountsFromTheDenseNetworkAndLayerwiseFromTheSurvivors() {
    Network network = TestNetworks.tensors(10_000, 10);
    Mask layerwise = Mask.dense(10_010);
    Mask uniform = layerwise;
    for (int round = 1; round <= 10; round++) {
      layerwise = select(new Layerwise(), network, layerwise, ofSurviving(0.04));
      uniform = select(new Uniform(), network, uniform, ofSurviving(0.04));
    }
    // 4% of 10 rounds to 0 again and again; 0.96^10 = 0.665 of 10 is 7.
    assertThat(kept(network, layerwise)).containsExactly(6647, 10);
    assertThat(kept(network, uniform).get(1)).isEqualTo(7);
  }

  @Test
  void globalMayEmptyALayer() {
    Network network = TestNetworks.tensors(2, 6);
    float[] scores = {0.1f, 0.2f, 1, 2, 3, 4, 5, 6};
    Mask mask =
        new Global()
            .select(network, new Weight().groups(network), Mask.dense(8), scores, sparsity(0.5));
    assertThat(kept(network, mask)).containsExactly(0, 4);
  }

  @Test
  void aRankingOverGroupsOfSeveralSizesHasNoCompressionRatio() {
    Network network = TestNetworks.tensors(4, 6);
    List<Slice> slices = network.layout().prunable();
    Groups groups =
        new Groups(List.of(new Elements(slices.get(0), 2), new Elements(slices.get(1), 3)));
    assertThatThrownBy(
            () ->
                new Global()
                    .select(
                        network,
                        groups,
                        Mask.dense(10),
                        new float[] {1, 2, 3, 4},
                        new Amount.Compression(2)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compress tensors: its groups differ in size, so a ranking over all layers fixes no number of parameters (compression=2.0); ask for a sparsity, or select layer by layer");
    Mask rows =
        new Uniform()
            .select(
                network,
                groups,
                Mask.dense(10),
                new float[] {1, 2, 3, 4},
                new Amount.Compression(2));
    assertThat(rows).isEqualTo(Mask.of(10, i -> i == 2 || i == 3 || i > 6));
  }

  @Test
  void keysAreBoundFromAFile() {
    Selection selection =
        io.pollard.spec.Binder.read(
            "{layerwise: {outputLayerFactor: 0.5, factors: {conv*: 0.75}, exclude: [first], compatibility: lth-original}}",
            Selection.class,
            "test.yaml");
    assertThat(selection)
        .isEqualTo(
            new Layerwise(
                0.5, Map.of("conv*", 0.75), List.of("first"), Compatibility.LTH_ORIGINAL));
    io.pollard.prune.Contracts.travels(selection, Selection.class);
  }
}
