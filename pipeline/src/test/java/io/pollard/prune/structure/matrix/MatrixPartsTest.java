package io.pollard.prune.structure.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.scoring.GroupNorm;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Compatibility;
import io.pollard.prune.selection.Global;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Fraction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatrixPartsTest {
  private static final Network LENET = new Lenet5().build(new Shape(1, 28, 28), 10);

  private static List<Integer> counts(Structure structure, Network network) {
    return structure.groups(network).blocks().stream().map(Block::count).toList();
  }

  private static int[] own(Block block, int group) {
    IntStream.Builder own = IntStream.builder();
    block.forEachOwn(group, own::add);
    return own.build().toArray();
  }

  private static float[] scores(ScoringRule rule, Network network, Groups groups, float[] weights) {
    Mask dense = Mask.dense(weights.length);
    return rule.groups(new Subject(network, weights, weights, dense, 1), groups, Sums.NONE);
  }

  /** METHODS G22: two of the four blocks of the upper and lower half are all that is stored. */
  @Test
  void cutsAMatrixIntoBlocksRowByRow() {
    Network network = TestNetworks.dense("net", 4, 4);
    float[] weights = {0, 2, 0, 0, 1, 0, 0, 3, 0, 0, 0, 0, 4, 0, 5, 6, 0, 0, 0, 0};
    Groups groups = new io.pollard.prune.structure.matrix.Block(2, 2).groups(network);
    Block block = groups.blocks().get(0);
    assertThat(own(block, 0)).containsExactly(0, 1, 4, 5);
    assertThat(own(block, 1)).containsExactly(2, 3, 6, 7);
    assertThat(own(block, 2)).containsExactly(8, 9, 12, 13);
    assertThat(own(block, 3)).containsExactly(10, 11, 14, 15);
    assertThat(scores(new GroupNorm(), network, groups, weights))
        .containsExactly(
            new float[] {(float) Math.sqrt(5 / 4.0), 1.5f, 2, (float) Math.sqrt(61 / 4.0)},
            within(1e-6f));
    assertThat(scores(new GroupNorm(GroupNorm.Norm.L1), network, groups, weights))
        .containsExactly(3, 3, 4, 11);
    assertThat(scores(new GroupNorm(GroupNorm.Norm.MAX), network, groups, weights))
        .containsExactly(2, 3, 4, 6);
    assertThat(scores(new GroupNorm(GroupNorm.Norm.L2), network, groups, weights))
        .containsExactly(new float[] {2.236068f, 3, 4, 7.81025f}, within(1e-5f));
  }

  /** 3 x 5 in blocks of 2 x 2: the last row and column make smaller ones, of equal standing. */
  @Test
  void blocksAtTheBorderAreSmallerAndScoredByTheirMean() {
    Network network = TestNetworks.dense("net", 5, 3);
    Groups groups = new io.pollard.prune.structure.matrix.Block(2, 2).groups(network);
    Block block = groups.blocks().get(0);
    assertThat(block.count()).isEqualTo(6);
    assertThat(own(block, 2)).containsExactly(4, 9);
    assertThat(own(block, 5)).containsExactly(14);
    float[] ones = new float[network.layout().length()];
    Arrays.fill(ones, 2f);
    assertThat(groups.aggregate(ones)).containsOnly(2f).hasSize(6);
    assertThat(scores(new GroupNorm(), network, groups, ones)).containsOnly(2f);
  }

  @Test
  void refusesACompressionRatioWhereBlocksDifferInSize() {
    Network network = TestNetworks.dense("net", 5, 3);
    Groups groups = new io.pollard.prune.structure.matrix.Block(2, 2).groups(network);
    Mask dense = Mask.dense(network.layout().length());
    assertThatThrownBy(
            () ->
                new Global()
                    .select(network, groups, dense, new float[6], new Amount.Compression(2.0)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compress net: fc1.weight does not divide into parts of one size, so a number of them fixes no number of parameters (compression=2.0); ask for a sparsity");
  }

  @Test
  void prunesWholeBlocksToACompressionRatio() {
    Network network = TestNetworks.dense("net", 8, 8);
    Groups groups = new io.pollard.prune.structure.matrix.Block(4, 2).groups(network);
    float[] scores = {1, 2, 3, 4, 5, 6, 7, 8};
    Mask mask =
        new Global()
            .select(
                network,
                groups,
                Mask.dense(network.layout().length()),
                scores,
                new Amount.Compression(1.8));
    // 72 / 1.8 = 40 parameters are left: 8 biases and 4 blocks of 8.
    assertThat(mask.kept()).isEqualTo(40);
  }

  /** LeNet-5: conv 20 x 1 x 25 and 50 x 20 x 25, dense 500 x 800 and 10 x 500. */
  @Test
  void countsTheGroupsOfLenet5() {
    assertThat(counts(new io.pollard.prune.structure.matrix.Block(8, 8), LENET))
        .containsExactly(3 * 25, 7 * 3 * 25, 63 * 100, 2 * 63);
    assertThat(counts(new FilterShape(), LENET)).containsExactly(25, 500, 800, 500);
    assertThat(counts(new InputChannel(), LENET)).containsExactly(1, 20, 800, 500);
    assertThat(counts(new Layer(), LENET)).isEmpty();
  }

  @Test
  void aBlockOfAConvolutionStaysAtOnePlaceOfTheWindow() {
    Block conv2 = new io.pollard.prune.structure.matrix.Block(2, 2).groups(LENET).blocks().get(1);
    int from = LENET.layout().prunable().get(1).offset();
    assertThat(own(conv2, 3)).containsExactly(from + 3, from + 28, from + 503, from + 528);
  }

  @Test
  void aFilterShapeIsOnePlaceInAllFilters() {
    Block conv2 = new FilterShape().groups(LENET).blocks().get(1);
    int from = LENET.layout().prunable().get(1).offset();
    assertThat(own(conv2, 26))
        .containsExactly(IntStream.range(0, 50).map(o -> from + o * 500 + 26).toArray());
  }

  @Test
  void anInputChannelIsItsKernelsInAllFilters() {
    Block conv2 = new InputChannel().groups(LENET).blocks().get(1);
    int from = LENET.layout().prunable().get(1).offset();
    assertThat(own(conv2, 1)).hasSize(50 * 25).startsWith(from + 25).endsWith(from + 49 * 500 + 49);
  }

  /** ResNet-8: both convolutions of its three blocks, and the projections of two of them. */
  @Test
  void layersMayGoWhereAShortcutLeadsAround() {
    Network network = new Resnet(8, Shortcut.B, new KaimingNormal()).build(new Shape(3, 8, 8), 10);
    Groups groups = new Layer().groups(network);
    assertThat(groups.count()).isEqualTo(8);
    assertThat(groups.blocks().stream().map(Block::layer))
        .doesNotContain(
            network.layout().prunable().get(0).layer(), network.layout().prunable().get(9).layer());
  }

  @Test
  void aThresholdDecidesWhereTheAmountAsksForMore() {
    Network network = TestNetworks.dense("net", 4, 4);
    Groups groups = new io.pollard.prune.structure.matrix.Block(2, 2).groups(network);
    Mask dense = Mask.dense(network.layout().length());
    Global upTo = new Global(List.of(), Compatibility.HOUSE, Optional.of(0.5));
    float[] scores = {0.5f, 0f, 0.75f, 0.25f};
    Amount all = new Amount.Sparsity(new Fraction(1.0));
    Mask mask = upTo.select(network, groups, dense, scores, all);
    assertThat(IntStream.range(0, 4).filter(g -> groups.blocks().get(0).kept(g, mask)))
        .containsExactly(2);
    Amount half = new Amount.Sparsity(new Fraction(0.5));
    assertThat(groups.blocks().get(0).kept(upTo.select(network, groups, dense, scores, half)))
        .isEqualTo(2);
  }

  @Test
  void refusesEmptyBlocks() {
    assertThatThrownBy(() -> new io.pollard.prune.structure.matrix.Block(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows is at least 1, found 0");
  }
}
