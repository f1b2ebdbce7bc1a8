package io.pollard.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class SoftmaxCrossEntropyTest {
  private static final IActivation SOFTMAX = new ActivationSoftmax();
  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();

  @BeforeAll
  static void prepare() {
    Dl4jRuntime.prepare();
  }

  @Test
  void isMinusTheLogarithmOfTheProbability() {
    INDArray logits = rows(new float[][] {{0.0f, 0.0f}, {1.0f, 3.0f}});
    INDArray labels = rows(new float[][] {{1.0f, 0.0f}, {0.0f, 1.0f}});
    // ln 2; ln(1 + e^-2)
    double expected = 0.6931471805599453 + 0.1269280110429726;
    assertThat(loss.computeScore(labels, logits, SOFTMAX, null, false))
        .isCloseTo(expected, within(1e-12));
    assertThat(loss.computeScore(labels, logits, SOFTMAX, null, true))
        .isCloseTo(expected / 2, within(1e-12));
    assertThat(loss.computeScoreArray(labels, logits, SOFTMAX, null).toFloatVector())
        .containsExactly(new float[] {0.6931472f, 0.126928f}, within(1e-6f));
    // 1/2 - 1, 1/2; 1 / (1 + e^2), and minus that
    assertThat(loss.computeGradient(labels, logits, SOFTMAX, null).ravel().toFloatVector())
        .containsExactly(new float[] {-0.5f, 0.5f, 0.1192029f, -0.1192029f}, within(1e-6f));
  }

  @Test
  void takesSoftTargets() {
    INDArray logits = rows(new float[][] {{0.5f, -1.0f, 2.0f}});
    INDArray labels = rows(new float[][] {{0.2f, 0.3f, 0.5f}});
    LossMCXENT theirs = new LossMCXENT();
    assertThat(loss.computeScore(labels, logits, SOFTMAX, null, false))
        .isCloseTo(theirs.computeScore(labels, logits, SOFTMAX, null, false), within(1e-6));
    assertThat(loss.computeGradient(labels, logits, SOFTMAX, null).toFloatVector())
        .containsExactly(
            theirs.computeGradient(labels, logits, SOFTMAX, null).toFloatVector(), within(1e-6f));
  }

  @Test
  void neitherClipsNorOverflows() {
    INDArray logits = rows(new float[][] {{-500.0f, 500.0f}});
    INDArray labels = rows(new float[][] {{1.0f, 0.0f}});
    assertThat(loss.computeScore(labels, logits, SOFTMAX, null, false))
        .isCloseTo(1000.0, within(1e-9));
    assertThat(loss.computeGradient(labels, logits, SOFTMAX, null).toFloatVector())
        .containsExactly(-1.0f, 1.0f);
  }

  @Test
  void notANumberStaysNotANumber() {
    INDArray logits = rows(new float[][] {{Float.NaN, 0.0f}});
    INDArray labels = rows(new float[][] {{1.0f, 0.0f}});
    assertThat(loss.computeScore(labels, logits, SOFTMAX, null, false)).isNaN();
  }

  @Test
  void readsLogitsInAnyOrder() {
    INDArray logits = rows(new float[][] {{1.0f, 2.0f}, {3.0f, 5.0f}});
    INDArray labels = rows(new float[][] {{1.0f, 0.0f}, {0.0f, 1.0f}});
    assertThat(loss.computeScore(labels.dup('f'), logits.dup('f'), SOFTMAX, null, false))
        .isEqualTo(loss.computeScore(labels, logits, SOFTMAX, null, false));
  }

  private static INDArray rows(float[][] values) {
    return Nd4j.createFromArray(values);
  }
}
