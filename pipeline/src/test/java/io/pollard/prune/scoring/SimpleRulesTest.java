package io.pollard.prune.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Global;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Fraction;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimpleRulesTest {
  private static final Network NETWORK = TestNetworks.tensors(4);
  private static final float[] WEIGHTS = {0.5f, -0.25f, -3f, 0f};
  private static final float[] INITIAL = {-0.25f, 0.5f, -3f, 0.125f};

  private static float[] scores(ScoringRule rule, Network network, float[] weights, long seed) {
    Mask mask = Mask.dense(weights.length);
    return rule.finish(new Subject(network, weights, INITIAL, mask, seed), new double[0], 0);
  }

  @Test
  void magnitude() {
    assertThat(scores(new Magnitude(), NETWORK, WEIGHTS, 1)).containsExactly(0.5f, 0.25f, 3f, 0f);
  }

  @Test
  void magnitudeIncrease() {
    assertThat(scores(new MagnitudeIncrease(), NETWORK, WEIGHTS, 1))
        .containsExactly(0.25f, -0.25f, 0f, -0.125f);
  }

  @Test
  void notANumberGoesThrough() {
    float[] weights = {0.5f, Float.NaN, 1f, 2f};
    assertThat(scores(new Magnitude(), NETWORK, weights, 1)[1]).isNaN();
    assertThat(scores(new MagnitudeIncrease(), NETWORK, weights, 1)[1]).isNaN();
  }

  @Test
  void randomScoresAreAPermutationThatOnlyTheSeedDecides() {
    Network network = TestNetworks.dense("net", 30, 20, 10);
    float[] weights = new float[network.layout().length()];
    float[] scores = scores(new Random(), network, weights, 1);
    float[] prunable = new Weight().groups(network).aggregate(scores);
    Arrays.sort(prunable);
    for (int i = 0; i < prunable.length; i++) {
      assertThat(prunable[i]).isEqualTo(i - 400f);
    }
    Arrays.fill(weights, Float.NaN);
    assertThat(scores(new Random(), network, weights, 1)).containsExactly(scores);
    assertThat(scores(new Random(), network, weights, 2)).isNotEqualTo(scores);
  }

  /** 4000 draws of 3 out of 12: each is expected in 1000, with a standard deviation of 27. */
  @Test
  void randomPruningTakesEveryElementEquallyOften() {
    Network network = TestNetworks.tensors(4, 8);
    int[] pruned = new int[12];
    for (int seed = 0; seed < 4000; seed++) {
      float[] scores = scores(new Random(), network, new float[12], seed);
      Mask mask =
          new Global()
              .select(
                  network,
                  new Weight().groups(network),
                  Mask.dense(12),
                  scores,
                  new Amount.Sparsity(new Fraction(0.25)));
      for (int i = 0; i < 12; i++) {
        pruned[i] += mask.kept(i) ? 0 : 1;
      }
    }
    for (int count : pruned) {
      assertThat(count).isBetween(1000 - 135, 1000 + 135);
    }
  }
}
