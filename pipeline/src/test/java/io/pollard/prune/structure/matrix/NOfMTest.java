package io.pollard.prune.structure.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.zoo.Lenet5;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Compatibility;
import io.pollard.prune.selection.Global;
import io.pollard.prune.selection.Layerwise;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.selection.Uniform;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Weights;
import io.pollard.random.Draws;
import io.pollard.spec.Fraction;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NOfMTest {

  private static Mask select(
      Network network, NOfM structure, float[] elements, double sparsity, Selection selection) {
    Groups groups = structure.groups(network);
    return selection.select(
        network,
        groups,
        Mask.dense(network.layout().length()),
        groups.aggregate(elements),
        new Amount.Sparsity(new Fraction(sparsity)));
  }

  private static int[] kept(Mask mask, Slice slice) {
    return IntStream.range(slice.offset(), slice.end()).filter(mask::kept).toArray();
  }

  /** METHODS G22: of equal magnitudes the lower index stays. */
  @Test
  void keepsTheTwoLargestOfFour() {
    Network network = TestNetworks.dense("net", 8, 1);
    float[] magnitudes = {0.3f, 0.7f, 0.1f, 0.2f, 0.5f, 0.5f, 0.05f, 0.6f, 9};
    Mask mask = select(network, new NOfM(), magnitudes, 0.5, new Global());
    assertThat(kept(mask, network.layout().prunable().get(0))).containsExactly(0, 1, 4, 7);
  }

  @Test
  void ofEqualScoresTheLowerIndexStays() {
    Network network = TestNetworks.dense("net", 8, 1);
    float[] magnitudes = {1, 1, 1, 1, 0, -0f, 0, -0f, 9};
    Mask mask = select(network, new NOfM(), magnitudes, 0.5, new Global());
    assertThat(kept(mask, network.layout().prunable().get(0))).containsExactly(0, 1, 4, 5);
  }

  @Test
  void aRowEndsInAShorterRun() {
    // Rows of 4 + 3: 2 stay of the four, 2 of the three; rows of 4 + 1: 2 and 1.
    for (int width : new int[] {7, 5}) {
      Network network = TestNetworks.dense("net", width, 2);
      float[] magnitudes = {1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 9, 9};
      Mask mask = select(network, new NOfM(), magnitudes, 0.5, new Global());
      int perRow = width == 7 ? 4 : 3;
      assertThat(mask.kept(network.layout().prunable().get(0))).isEqualTo(2 * perRow);
    }
  }

  @Test
  void aSmallerSparsityTakesTheLowestOfWhatMayGo() {
    Network network = TestNetworks.dense("net", 8, 1);
    float[] magnitudes = {8, 7, 6, 5, 4, 3, 2, 1, 9};
    Mask mask = select(network, new NOfM(), magnitudes, 0.375, new Global());
    assertThat(kept(mask, network.layout().prunable().get(0))).containsExactly(0, 1, 2, 4, 5);
  }

  /** A convolution's runs go over input channels at one place of the window. */
  @Test
  void runsOfAConvolutionDoNotCrossPlacesOfTheWindow() {
    Network network = new Lenet5().build(new Shape(1, 28, 28), 10);
    Draws draws = Draws.of(3, "scores");
    float[] magnitudes = new float[network.layout().length()];
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = (float) draws.nextDouble();
    }
    Mask mask = select(network, new NOfM(), magnitudes, 0.5, new Uniform());
    Weights conv2 = Weights.prunable(network).get(1);
    for (int output = 0; output < conv2.outputs(); output++) {
      for (int position = 0; position < conv2.window(); position++) {
        for (int input = 0; input < conv2.inputs(); input += 4) {
          int kept = 0;
          for (int i = input; i < input + 4; i++) {
            kept += mask.kept(conv2.index(output, i, position)) ? 1 : 0;
          }
          assertThat(kept).isEqualTo(2);
        }
      }
    }
    // One input channel makes runs of one: nothing goes from the first layer.
    assertThat(mask.kept(network.layout().prunable().get(0))).isEqualTo(500);
  }

  @Property(tries = 60)
  void noRunKeepsMoreThanNAndTheCountIsExact(
      @ForAll @IntRange(min = 1, max = 30) int inputs,
      @ForAll @IntRange(min = 1, max = 5) int outputs,
      @ForAll @IntRange(min = 1, max = 4) int n,
      @ForAll @IntRange(min = 1, max = 4) int more,
      @ForAll long seed) {
    int m = n + more;
    Network network = TestNetworks.dense("net", inputs, outputs, 3);
    Draws draws = Draws.of(seed, "scores");
    float[] scores = new float[network.layout().length()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = draws.nextInt(5);
    }
    for (Selection selection : List.of(new Global(), new Uniform(), new Layerwise())) {
      Mask mask = select(network, new NOfM(n, m), scores, 1.0 - (double) n / m, selection);
      for (Weights weights : Weights.prunable(network)) {
        int perRow = weights.inputs() / m * n + Math.min(n, weights.inputs() % m);
        assertThat(mask.kept(weights.slice())).isEqualTo(weights.outputs() * perRow);
        for (int output = 0; output < weights.outputs(); output++) {
          for (int from = 0; from < weights.inputs(); from += m) {
            int row = output;
            int to = Math.min(from + m, weights.inputs());
            assertThat(
                    IntStream.range(from, to)
                        .filter(i -> mask.kept(weights.index(row, i, 0)))
                        .count())
                .isEqualTo(Math.min(n, to - from));
          }
        }
      }
    }
  }

  @Test
  void aLayerCanBeLeftOut() {
    Network network = TestNetworks.dense("net", 8, 4, 2);
    float[] magnitudes = new float[network.layout().length()];
    Mask mask =
        select(
            network,
            new NOfM(),
            magnitudes,
            0.5,
            new Global(List.of("output"), Compatibility.HOUSE));
    assertThat(mask.kept(network.layout().prunable().get(0))).isEqualTo(16);
    assertThat(mask.kept(network.layout().prunable().get(1))).isEqualTo(8);
  }

  @Test
  void refusesAPatternThatKeepsAll() {
    assertThatThrownBy(() -> new NOfM(4, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("n is at least 1 and below m, found 4:4");
  }
}
