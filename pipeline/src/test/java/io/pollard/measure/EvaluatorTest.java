package io.pollard.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;
import io.pollard.network.Network;
import io.pollard.prune.TestNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits are the features: the weights are the identity. */
class EvaluatorTest {

  private record Rows(float[][] logits, int[] labels) implements Samples {
    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public int label(int index) {
      return labels[index];
    }

    @Override
    public void copy(int index, float[] into, int offset) {
      System.arraycopy(logits[index], 0, into, offset, logits[index].length);
    }
  }

  private static Accuracy evaluate(int batchSize, float[][] logits, int... labels) {
    return evaluate(batchSize, new float[logits[0].length], logits, labels);
  }

  private static Accuracy evaluate(int batchSize, float[] biases, float[][] logits, int... labels) {
    int classes = logits[0].length;
    Network network = TestNetworks.dense("identity", classes, classes);
    float[] weights = new float[network.layout().length()];
    for (int i = 0; i < classes; i++) {
      weights[i * classes + i] = 1f;
      weights[classes * classes + i] = biases[i];
    }
    try (CompiledNetwork compiled = new SoftmaxRegression(network, batchSize, 0)) {
      compiled.parameters(weights);
      return new Evaluator(compiled).evaluate(new Rows(logits, labels));
    }
  }

  private static final float[][] SEVEN = {
    {7, 6, 5, 4, 3, 2, 1},
    {7, 6, 5, 4, 3, 2, 1},
    {7, 6, 5, 4, 3, 2, 1},
    {7, 6, 5, 4, 3, 2, 1},
    {0, 0, 0, 0, 0, 0, 9},
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 64})
  void countsAndLossDoNotDependOnTheBatchSize(int batchSize) {
    Accuracy accuracy = evaluate(batchSize, SEVEN, 0, 4, 5, 6, 6);
    assertThat(accuracy.samples()).isEqualTo(5);
    assertThat(accuracy.top1()).isEqualTo(2);
    assertThat(accuracy.top5()).isEqualTo(3);
    assertThat(accuracy.top1Share()).isEqualTo(0.4);
    assertThat(accuracy.top5Share()).isEqualTo(0.6);
    double first = 0;
    for (int i = 1; i <= 7; i++) {
      first += Math.exp(i);
    }
    double expected = (4 * Math.log(first) - 7 - 3 - 2 - 1 + Math.log(6 + Math.exp(9)) - 9) / 5;
    assertThat(accuracy.loss()).isCloseTo(expected, within(1e-12));
    assertThat(accuracy).isEqualTo(evaluate(4, SEVEN, 0, 4, 5, 6, 6));
  }

  @Test
  void amongEqualLogitsTheLowerIndexIsTheAnswer() {
    float[][] equal = {{1, 1, 1}, {1, 1, 1}, {0, 2, 2}, {0, 2, 2}};
    assertThat(evaluate(4, equal, 0, 1, 1, 2).top1()).isEqualTo(2);
    float[][] six = {{1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1}};
    assertThat(evaluate(4, six, 4, 5).top5()).isEqualTo(1);
    assertThat(evaluate(4, equal, 0, 1, 2, 0).top5()).isEqualTo(4);
  }

  @Test
  void aLogitThatIsNotANumberIsNeverRight() {
    float nan = Float.NaN;
    float[][] broken = {{nan, nan, nan}, {0, nan, 1}, {0, 0, 5}};
    Accuracy accuracy = evaluate(4, broken, 0, 2, 2);
    assertThat(accuracy.top1()).isEqualTo(1);
    assertThat(accuracy.loss()).isNaN();
    // The second logit alone.
    float[] biases = {0, nan, 0};
    float[][] rows = {{5, 0, 0}, {0, 5, 0}, {0, 0, 5}};
    assertThat(evaluate(4, biases, rows, 0, 1, 2).top1()).isZero();
  }

  @Test
  void largeLogitsDoNotOverflow() {
    assertThat(evaluate(4, new float[][] {{1e30f, 0}}, 0).loss()).isZero();
    assertThat(evaluate(4, new float[][] {{1000, 0}}, 1).loss()).isEqualTo(1000);
  }

  @Test
  void thereMustBeSamples() {
    assertThatThrownBy(() -> evaluate(4, new float[1][3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no samples to evaluate on");
  }
}
