package io.pollard.prune.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.TestNetworks;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Global;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Fraction;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** METHODS G3. */
class SnipTest {
  private static final Network NETWORK = TestNetworks.tensors(6);
  private static final float[] WEIGHTS = {0.2f, -0.5f, 0.1f, 0.4f, 0.3f, -0.2f};
  private static final Offset<Float> ROUNDED = within(1e-5f);

  /** dL/dW of softmax cross-entropy over z = W x, both classes. */
  private static float[] gradient(double[] x, int label) {
    double[] z = new double[2];
    for (int i = 0; i < 6; i++) {
      z[i / 3] += WEIGHTS[i] * x[i % 3];
    }
    double first = 1 / (1 + Math.exp(z[1] - z[0]));
    double[] p = {first, 1 - first};
    float[] gradient = new float[6];
    for (int i = 0; i < 6; i++) {
      gradient[i] = (float) ((p[i / 3] - (i / 3 == label ? 1 : 0)) * x[i % 3]);
    }
    return gradient;
  }

  private static final float[] ONE = gradient(new double[] {1, 2, -1}, 0);
  private static final float[] TWO = gradient(new double[] {0, 1, 1}, 1);

  private static float[] scores(ScoringRule rule, float[]... gradients) {
    double[] sums = new double[6];
    for (float[] gradient : gradients) {
      rule.accumulate(new Shard(NETWORK, WEIGHTS, 1, gradient), sums);
    }
    Subject subject = new Subject(NETWORK, WEIGHTS, WEIGHTS, Mask.dense(6), 1);
    return rule.finish(subject, sums, gradients.length);
  }

  @Test
  void oneExample() {
    assertThat(ONE)
        .containsExactly(
            new float[] {-0.890903f, -1.781806f, 0.890903f, 0.890903f, 1.781806f, -0.890903f},
            ROUNDED);
    assertThat(scores(new Snip(), ONE))
        .containsExactly(new float[] {0.08f, 0.40f, 0.04f, 0.16f, 0.24f, 0.08f}, ROUNDED);
  }

  @Test
  void keepsTheThreeLargest() {
    float[] scores = scores(new Snip(), ONE);
    Mask mask =
        new Global()
            .select(
                NETWORK,
                new Weight().groups(NETWORK),
                Mask.dense(6),
                scores,
                new Amount.Sparsity(new Fraction(0.5)));
    assertThat(mask).isEqualTo(Mask.of(6, i -> List.of(1, 3, 4).contains(i)));
  }

  @Test
  void aBatchAddsSignedDerivatives() {
    assertThat(scores(new Snip(), ONE, TWO))
        .containsExactly(
            new float[] {0.087408f, 0.344438f, 0.062225f, 0.174817f, 0.206663f, 0.124450f},
            ROUNDED);
  }

  /** The mistake that METHODS U4 warns of, to show that the values above can tell. */
  @Test
  void absoluteValuesPerExampleAreAnotherRanking() {
    double[] effects = new double[6];
    double total = 0;
    for (int i = 0; i < 6; i++) {
      effects[i] = Math.abs(WEIGHTS[i] * ONE[i]) + Math.abs(WEIGHTS[i] * TWO[i]);
      total += effects[i];
    }
    float[] wrong = new float[6];
    for (int i = 0; i < 6; i++) {
      wrong[i] = (float) (effects[i] / total);
    }
    assertThat(wrong)
        .containsExactly(
            new float[] {0.067427f, 0.408572f, 0.048001f, 0.134855f, 0.245143f, 0.096001f},
            ROUNDED);
    float[] right = scores(new Snip(), ONE, TWO);
    assertThat(Math.abs(right[1] - wrong[1])).isGreaterThan(0.06f);
  }

  @Test
  void prunedWeightsScoreNothingAndTheRestSumsToOne() {
    double[] sums = new double[6];
    new Snip().accumulate(new Shard(NETWORK, WEIGHTS, 1, ONE), sums);
    Mask mask = Mask.of(6, i -> i != 1);
    float[] scores = new Snip().finish(new Subject(NETWORK, WEIGHTS, WEIGHTS, mask, 1), sums, 1);
    assertThat(scores[1]).isZero();
    double sum = 0;
    for (float score : scores) {
      sum += score;
    }
    assertThat(sum).isCloseTo(1.0, within(1e-6));
  }

  @Test
  void withoutAnyEffectAllScoresAreZero() {
    assertThat(scores(new Snip(), new float[6])).containsOnly(0f);
  }

  @Test
  void asksForOneBatch() {
    assertThat(new Snip().needs()).isEqualTo(new Evidence.Need(100, 100));
    assertThat(new Snip(128, 1).needs()).isEqualTo(new Evidence.Need(128, 128));
    assertThat(new Snip(128, 5).needs()).isEqualTo(new Evidence.Need(640, 128));
    assertThatThrownBy(() -> new Snip(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("examples is at least 1, found 0");
    assertThatThrownBy(() -> new Snip(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batches is at least 1, found 0");
  }

  @Test
  void namesTheTensorOfADerivativeThatIsNotFinite() {
    float[] gradient = {0, 0, Float.POSITIVE_INFINITY, 0, 0, 0};
    assertThatThrownBy(() -> scores(new Snip(), gradient))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot score layer1.weight: weight times gradient is not finite (element=2, value=Infinity); check the initial weights and the data");
  }
}
